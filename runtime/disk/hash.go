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

// progressEvery bounds how often HashAdvanced is told: ten times a second is as smooth as a person sees.
const progressEvery = 100 * time.Millisecond

// hashing is one run over pieces of a file. It has as many slots as there are workers; a slot hashes one piece at a time
// and goes behind the others then, so that runs share the workers, and pieces to keep never wait for long.
type hashing struct {
	store   *Store
	source  io.ReaderAt
	file    messages.File
	replyTo port.PID
	done    func(piece int, sum metainfo.PieceHash) error // called with mu held; an error ends the run

	mu     sync.Mutex
	wanted messages.Bitfield
	next   int // the next piece to look at
	err    error
	bytes  int64 // hashed
	total  int64 // bytes of all wanted pieces
	told   time.Time
	slots  sync.WaitGroup
}

// hashPieces hashes the wanted pieces on all workers and waits for them.
func (s *Store) hashPieces(run *hashing, hasher func() *metainfo.PieceHasher) error {
	run.store, run.told = s, s.now()
	for piece := run.wanted.NextSet(0); piece < run.wanted.Len(); piece = run.wanted.NextSet(piece + 1) {
		run.total += run.file.PieceRange(piece).Length
	}
	for range min(s.workers, run.wanted.Count()) {
		run.slots.Add(1)
		run.slot(hasher())
	}
	run.slots.Wait()
	return run.err
}

// slot hashes the next piece on a worker, and then the next one.
func (r *hashing) slot(hasher *metainfo.PieceHasher) {
	r.store.work.addBulk(func(scratch []byte) {
		piece, ok := r.take()
		if !ok {
			r.slots.Done()
			return
		}
		span := r.file.PieceRange(piece)
		sum, err := hashRange(r.source, span, hasher, scratch)
		r.put(piece, span.Length, sum, err)
		r.slot(hasher)
	})
}

func (r *hashing) take() (int, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.store.stopping.Load() && r.err == nil {
		r.err = errStopped
	}
	piece := r.wanted.NextSet(r.next)
	if r.err != nil || piece >= r.wanted.Len() {
		return 0, false
	}
	r.next = piece + 1
	return piece, true
}

func (r *hashing) put(piece int, length int64, sum metainfo.PieceHash, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		err = r.done(piece, sum)
	}
	if r.err == nil {
		r.err = err
	}
	r.bytes += length
	if now := r.store.now(); now.Sub(r.told) >= progressEvery {
		r.told = now
		r.store.gate.Post(r.replyTo, &port.HashAdvanced{Name: r.file.Name, Bytes: r.bytes, Total: r.total})
	}
}

// hashRange hashes the bytes of one piece. A file that ends before them was changed.
func hashRange(source io.ReaderAt, span messages.Range, hasher *metainfo.PieceHasher, scratch []byte) (metainfo.PieceHash, error) {
	for offset := span.Offset; offset < span.End(); {
		part := scratch[:min(int64(len(scratch)), span.End()-offset)]
		n, err := source.ReadAt(part, offset)
		if n < len(part) {
			hasher.Sum() // the hasher begins anew
			if errors.Is(err, io.EOF) {
				err = port.ErrChanged
			}
			return metainfo.PieceHash{}, err
		}
		if _, err := hasher.Write(part); err != nil {
			return metainfo.PieceHash{}, err
		}
		offset += int64(n)
	}
	return hasher.Sum(), nil
}
