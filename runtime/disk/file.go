package disk

import (
	"errors"
	"fmt"
	"os"
	"sync"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/metainfo"
)

var errClosed = errors.New("the file is closed")

// openFile is a file that is open, whole or in part.
type openFile struct {
	meta  *metainfo.Metainfo
	file  messages.File
	final string // the path that the whole file has, or will have
	part  string // the path while it is not whole, or "" if it always was
	fresh bool   // the part was made by this Open: it held nothing before
	yield func() // lets another download of the same name begin; called when the file is closed and not whole

	finishing sync.Mutex // held while the file gets its final name

	mu     sync.Mutex
	handle *os.File
	uses   int               // reads and writes that go on; invariant: the handle is open while uses > 0
	closed bool              // no new use; the handle is closed when uses is 0
	have   messages.Bitfield // pieces that are verified and on disk
	whole  bool              // the file has its final name
	stamp  stamp             // what a whole file looked like when it was verified
}

var _ port.OpenFile = (*openFile)(nil)

// stamp is what shows cheaply that a file was changed.
type stamp struct {
	size     int64
	modified int64 // nanoseconds since 1970
}

func (f *openFile) File() messages.File { return f.file }

func (f *openFile) Have() messages.Bitfield {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.have.Clone()
}

func (f *openFile) Has(piece int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.have.Has(piece)
}

// use keeps the handle open until unuse.
func (f *openFile) use() (*os.File, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, errClosed
	}
	f.uses++
	return f.handle, nil
}

func (f *openFile) unuse() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.uses--
	return f.closeIdle()
}

func (f *openFile) close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	return f.closeIdle()
}

func (f *openFile) closeIdle() error {
	if !f.closed || f.uses > 0 || f.handle == nil {
		return nil
	}
	handle := f.handle
	f.handle = nil
	err := handle.Close()
	if f.whole {
		return err
	}
	if f.fresh && f.have.Count() == 0 { // it has nothing but room, which may be all that the disk has left
		err = firstError(err, os.Remove(f.part))
	}
	f.yield()
	return err
}

// ReadBlocks fills the buffers with the bytes of the file from offset on. It gives nothing that is not verified, and
// nothing of a file that changed since.
func (f *openFile) ReadBlocks(buffers [][]byte, offset int64) error {
	wanted := messages.Range{Offset: offset}
	for _, buffer := range buffers {
		wanted.Length += int64(len(buffer))
	}
	if whole := (messages.Range{Length: f.file.Length}); !whole.Contains(wanted) {
		return fmt.Errorf("disk: read %s: bytes %d to %d are outside the file of %d", f.file.Name, offset, wanted.End(), f.file.Length)
	}
	if wanted.Length == 0 {
		return nil
	}
	handle, err := f.use()
	if err != nil {
		return fmt.Errorf("disk: read %s: %w", f.file.Name, err)
	}
	err = f.checkFresh(handle, wanted)
	if err == nil {
		err = readBlocks(handle, buffers, offset)
	}
	if err = firstError(err, f.unuse()); err != nil {
		return fmt.Errorf("disk: read %s: %w", f.file.Name, err)
	}
	return nil
}

// checkFresh tells whether the bytes may be given to others.
func (f *openFile) checkFresh(handle *os.File, wanted messages.Range) error {
	f.mu.Lock()
	whole, stamp := f.whole, f.stamp
	first, last := wanted.Offset/f.file.PieceLength, (wanted.End()-1)/f.file.PieceLength
	missing := f.have.NextClear(int(first))
	f.mu.Unlock()
	if missing <= int(last) {
		return fmt.Errorf("piece %d is not there yet", missing)
	}
	if !whole {
		return nil // our own writes change it all the time
	}
	now, err := stampOf(handle)
	if err != nil {
		return err
	}
	if now != stamp {
		return port.ErrChanged
	}
	return nil
}
