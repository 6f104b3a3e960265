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

// openFile is an open file: a complete one, or an unfinished download.
type openFile struct {
	meta    *metainfo.Metainfo
	file    messages.File
	final   string // the file path of the complete file; it exists once whole is set
	part    string // the file path of the unfinished download, or "" if the file was complete when it was opened
	created bool   // this Open created the part file: it was empty
	unclaim func() // ends the reservation of final; called when the file is complete, or closed before that

	finishing sync.Mutex // held while the file is renamed to final

	writing   sync.Mutex // held while a piece is written; taken before mu
	partStamp stamp      // of the part file after our last write
	touched   bool       // another program has changed the part file

	mu     sync.Mutex
	handle *os.File
	uses   int               // reads and writes in progress; invariant: the handle is open while uses > 0
	closed bool              // no new use may begin; the handle is closed when uses is 0
	have   messages.Bitfield // pieces that are verified and on disk
	whole  bool              // the file is complete and has its final name
	stamp  stamp             // size and time of a complete file when it was verified
}

var _ port.OpenFile = (*openFile)(nil)

// stamp is the size and the time of the last change of a file. If either differs later, the file was changed.
type stamp struct {
	size     int64
	modified int64 // nanoseconds since 1970
}

func (f *openFile) torrent() *metainfo.Metainfo { return f.meta }
func (f *openFile) finalPath() string           { return f.final }

// File returns what the torrent says of the file.
func (f *openFile) File() messages.File { return f.file }

// Have returns a copy of the set of pieces that are verified and on disk.
func (f *openFile) Have() messages.Bitfield {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.have.Clone()
}

// Has reports whether a piece is verified and on disk.
func (f *openFile) Has(piece int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.have.Has(piece)
}

// V1 implements port.OpenFile.
func (f *openFile) V1() messages.Hash20 { return f.meta.HybridHashV1() }

// HasAll reports whether all pieces from first up to but not including end are verified and on disk.
func (f *openFile) HasAll(first, end int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.have.HasAll(first, end)
}

// beginUse returns the handle, which stays open until endUse is called.
func (f *openFile) beginUse() (*os.File, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, errClosed
	}
	f.uses++
	return f.handle, nil
}

// endUse ends a use. If it is the last one of a closed file, the handle is closed.
func (f *openFile) endUse() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.uses--
	return f.closeIdle()
}

// close refuses new uses. The handle is closed when the last use ends.
func (f *openFile) close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	return f.closeIdle()
}

// closeIdle closes the handle of a closed file that nobody uses. The caller holds f.mu.
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
	if f.created && f.have.Count() == 0 { // a part file without a piece only occupies disk space: remove it
		err = firstError(err, os.Remove(f.part))
	}
	f.unclaim()
	return err
}

// ReadBlocks fills the buffers with consecutive bytes of the file, beginning at offset. It returns an error if a piece
// among them is not verified yet, and port.ErrChanged if a complete file was changed after it was verified.
func (f *openFile) ReadBlocks(buffers [][]byte, offset int64) error {
	wanted := messages.Range{Offset: offset}
	for _, buffer := range buffers {
		wanted.Length += int64(len(buffer))
	}
	if whole := (messages.Range{Length: f.file.Length}); !whole.Contains(wanted) {
		return fmt.Errorf("disk: read %s: bytes %d to %d are outside the file of %d bytes",
			f.file.Name, offset, wanted.End(), f.file.Length)
	}
	if wanted.Length == 0 {
		return nil
	}
	handle, err := f.beginUse()
	if err != nil {
		return fmt.Errorf("disk: read %s: %w", f.file.Name, err)
	}
	err = f.checkReadable(handle, wanted)
	if err == nil {
		err = readBlocks(handle, buffers, offset)
	}
	if err = firstError(err, f.endUse()); err != nil {
		return fmt.Errorf("disk: read %s: %w", f.file.Name, err)
	}
	return nil
}

// checkReadable returns an error unless all pieces that wanted touches are verified and the file is unchanged.
func (f *openFile) checkReadable(handle *os.File, wanted messages.Range) error {
	f.mu.Lock()
	whole, stamp := f.whole, f.stamp
	first, last := f.file.PieceAt(wanted.Offset), f.file.PieceAt(wanted.End()-1)
	missing := f.have.NextClear(first)
	f.mu.Unlock()
	if missing <= last {
		return fmt.Errorf("piece %d is not verified yet", missing)
	}
	if !whole {
		return nil // the stamp of an unfinished download changes with each piece that this process writes
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
