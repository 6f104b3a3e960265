package disk

import (
	"errors"
	"io"
	"sync"
	"time"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/metainfo"
)

// progressInterval is the shortest time between two HashAdvanced messages. Ten a second look smooth to a person.
const progressInterval = 100 * time.Millisecond

// hashing is the hashing of some pieces of one file. It has one task in the workers' queue for each worker. A task
// hashes one piece and then queues again behind the others. So several files share the workers, and a downloaded piece
// waits for one piece to be hashed at most.
type hashing struct {
	store   *Store
	source  io.ReaderAt
	file    messages.File
	replyTo port.PID
	// onHashed gets the hash of each piece, in any order, one call at a time. An error ends the hashing.
	onHashed func(piece int, sum metainfo.PieceHash) error
	padding  func(piece int) int64 // zeros that follow a piece in version 1 of a torrent that is made; nil: none

	mu         sync.Mutex
	wanted     messages.Bitfield
	next       int // pieces below this were taken by a task
	err        error
	hashed     int64 // bytes
	total      int64 // bytes, of all wanted pieces
	lastReport time.Time
	tasks      sync.WaitGroup
}

// hashPieces hashes the wanted pieces on all workers and waits for them.
func (s *Store) hashPieces(h *hashing, newHasher func() *metainfo.PieceHasher) error {
	h.store, h.lastReport = s, s.now()
	for piece := h.wanted.NextSet(0); piece < h.wanted.Len(); piece = h.wanted.NextSet(piece + 1) {
		h.total += h.file.PieceRange(piece).Length
	}
	for range min(s.workers, h.wanted.Count()) {
		h.tasks.Add(1)
		h.hashNext(newHasher())
	}
	h.tasks.Wait()
	return h.err
}

// hashNext queues a task that hashes the next piece and then calls hashNext again.
func (h *hashing) hashNext(hasher *metainfo.PieceHasher) {
	h.store.addBulk(func(scratch []byte) {
		piece, ok := h.nextPiece()
		if !ok {
			h.tasks.Done()
			return
		}
		extent := h.file.PieceRange(piece)
		sum, err := h.hashPiece(piece, extent, hasher, scratch)
		h.finishPiece(piece, extent.Length, sum, err)
		h.hashNext(hasher)
	})
}

// hashPiece returns the hash of one piece.
func (h *hashing) hashPiece(
	piece int, extent messages.Range, hasher *metainfo.PieceHasher, scratch []byte,
) (metainfo.PieceHash, error) {
	if err := writePiece(h.source, extent, hasher, scratch); err != nil {
		return metainfo.PieceHash{}, err
	}
	if h.padding != nil {
		hasher.Pad(h.padding(piece))
	}
	return hasher.Sum(), nil
}

// nextPiece returns a wanted piece that no task has taken, or false if none is left or the hashing has ended.
func (h *hashing) nextPiece() (int, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.store.stopping.Load() && h.err == nil {
		h.err = errStopped
	}
	piece := h.wanted.NextSet(h.next)
	if h.err != nil || piece >= h.wanted.Len() {
		return 0, false
	}
	h.next = piece + 1
	return piece, true
}

// finishPiece records the hash of a piece, or the error, and reports the progress.
func (h *hashing) finishPiece(piece int, length int64, sum metainfo.PieceHash, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err == nil {
		err = h.onHashed(piece, sum)
	}
	if h.err == nil {
		h.err = err
	}
	h.hashed += length
	if now := h.store.now(); now.Sub(h.lastReport) >= progressInterval {
		h.lastReport = now
		h.store.gate.Post(h.replyTo, &port.HashAdvanced{Name: h.file.Name, Bytes: h.hashed, Total: h.total})
	}
}

// hashRange returns the hash of one piece. It returns port.ErrChanged if the file ends before the piece does: then
// another program has truncated it.
func hashRange(
	source io.ReaderAt, extent messages.Range, hasher *metainfo.PieceHasher, scratch []byte,
) (metainfo.PieceHash, error) {
	if err := writePiece(source, extent, hasher, scratch); err != nil {
		return metainfo.PieceHash{}, err
	}
	return hasher.Sum(), nil
}

// writePiece writes one piece to the hasher. After an error the hasher is as before.
func writePiece(source io.ReaderAt, extent messages.Range, hasher *metainfo.PieceHasher, scratch []byte) error {
	for offset := extent.Offset; offset < extent.End(); {
		part := scratch[:min(int64(len(scratch)), extent.End()-offset)]
		n, err := source.ReadAt(part, offset)
		if n < len(part) {
			hasher.Sum() // resets the hasher
			if errors.Is(err, io.EOF) {
				err = port.ErrChanged
			}
			return err
		}
		if _, err := hasher.Write(part); err != nil {
			return err
		}
		offset += int64(n)
	}
	return nil
}
