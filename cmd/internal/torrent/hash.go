package torrent

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	"swarm/messages"
	"swarm/messages/metainfo"
)

// readSize is how many bytes are read and hashed at a time: enough that system calls cost little, and little enough to
// stay in the cache of a core.
const readSize = 256 << 10

// hashing hashes the pieces of a file on all cores.
type hashing struct {
	file   io.ReaderAt
	of     messages.File                 // length, piece length and layout
	pad    func(piece int) int64         // zeros that follow a piece in version 1; nil: none
	hasher func() *metainfo.PieceHasher  // called once for each worker
	each   func(int, metainfo.PieceHash) // called with the hash of each piece, concurrently
	done   *atomic.Int64                 // bytes hashed so far, for the progress display
}

// run hashes all pieces. At the first error of a worker it stops the others and returns that error.
func (h hashing) run(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	pieces := h.of.Pieces()
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), pieces) {
		workers.Go(func() {
			hasher, buffer := h.hasher(), make([]byte, readSize)
			for {
				piece := int(next.Add(1)) - 1
				if piece >= pieces {
					return
				}
				if err := h.piece(ctx, hasher, buffer, h.of.PieceRange(piece)); err != nil {
					stop(err)
					return
				}
				if h.pad != nil {
					hasher.Pad(h.pad(piece))
				}
				h.each(piece, hasher.Sum())
			}
		})
	}
	workers.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// piece writes one piece of the file to the hasher.
func (h hashing) piece(ctx context.Context, hasher *metainfo.PieceHasher, buffer []byte, r messages.Range) error {
	for offset := r.Offset; offset < r.End(); {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		part := buffer[:min(int64(len(buffer)), r.End()-offset)]
		if _, err := h.file.ReadAt(part, offset); err != nil {
			if errors.Is(err, io.EOF) {
				return errChanged
			}
			return fmt.Errorf("read at byte %d: %w", offset, err)
		}
		if _, err := hasher.Write(part); err != nil {
			return fmt.Errorf("hash at byte %d: %w", offset, err)
		}
		offset += int64(len(part))
		h.done.Add(int64(len(part)))
	}
	return nil
}

var errChanged = errors.New("the file changed while it was read: wait until no program writes to it, then try again")
