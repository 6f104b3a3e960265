package disk

import (
	"fmt"
	"os"
	"sync"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/metainfo"
)

// openFolder is the open folder of a torrent: a complete one, or an unfinished download. Its bytes are those of its
// files, one after the other.
type openFolder struct {
	meta *metainfo.Metainfo
	file messages.File
	*MemberReader
	final   string // the file path of the complete folder; it exists once whole is set
	part    string // the file path of the unfinished download, or "" if the folder was complete when it was opened
	created bool   // this Open created the part folder: it was empty
	unclaim func() // ends the reservation of final; called when the folder is complete, or closed before that

	finishing sync.Mutex // held while the folder is renamed to final
	writing   sync.Mutex // held while a piece is written; taken before mu

	mu     sync.Mutex
	uses   int               // reads and writes in progress
	closed bool              // no new use may begin; the handles are closed when uses is 0
	have   messages.Bitfield // pieces that are verified and on disk
	whole  bool              // the folder is complete and has its final name
	// stamps are, by member, those of a complete folder when it was verified, or those of an unfinished file after our
	// last write. A member without a file has the zero stamp.
	stamps  []stamp
	touched bool // another program has changed a file of the unfinished download
}

func (f *openFolder) torrent() *metainfo.Metainfo { return f.meta }
func (f *openFolder) finalPath() string           { return f.final }

// File returns what the torrent says of the folder.
func (f *openFolder) File() messages.File { return f.file }

// Have returns a copy of the set of pieces that are verified and on disk.
func (f *openFolder) Have() messages.Bitfield {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.have.Clone()
}

// Has reports whether a piece is verified and on disk.
func (f *openFolder) Has(piece int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.have.Has(piece)
}

// V1 implements port.OpenFile.
func (f *openFolder) V1() messages.Hash20 { return f.meta.HybridHashV1() }

// HasAll reports whether all pieces from first up to but not including end are verified and on disk.
func (f *openFolder) HasAll(first, end int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.have.HasAll(first, end)
}

// beginUse keeps the folder open until endUse is called.
func (f *openFolder) beginUse() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return errClosed
	}
	f.uses++
	return nil
}

// endUse ends a use. If it is the last one of a closed folder, the handles are closed.
func (f *openFolder) endUse() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.uses--
	return f.closeIdle()
}

// close refuses new uses. The handles are closed when the last use ends.
func (f *openFolder) close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	return f.closeIdle()
}

// closeIdle closes the handles of a closed folder that nobody uses. The caller holds f.mu.
func (f *openFolder) closeIdle() error {
	if !f.closed || f.uses > 0 {
		return nil
	}
	err := f.handles.close()
	if f.whole {
		return err
	}
	if f.created && f.have.Count() == 0 && f.file.Length > 0 { // without a piece it only occupies disk space
		err = firstError(err, os.RemoveAll(f.part))
	}
	f.unclaim()
	return err
}

// ReadBlocks fills the buffers with consecutive bytes of the folder, beginning at offset. It returns an error if a
// piece among them is not verified yet, and port.ErrChanged if a file of a complete folder was changed after it was
// verified.
func (f *openFolder) ReadBlocks(buffers [][]byte, offset int64) error {
	wanted := messages.Range{Offset: offset}
	for _, buffer := range buffers {
		wanted.Length += int64(len(buffer))
	}
	if whole := (messages.Range{Length: f.file.Length}); !whole.Contains(wanted) {
		return fmt.Errorf("disk: read %s: bytes %d to %d are outside the folder of %d bytes", f.file.Name, offset,
			wanted.End(), f.file.Length)
	}
	if wanted.Length == 0 {
		return nil
	}
	err := f.beginUse()
	if err == nil {
		err = firstError(f.readBlocks(buffers, wanted), f.endUse())
	}
	if err != nil {
		return fmt.Errorf("disk: read %s: %w", f.file.Name, err)
	}
	return nil
}

// readBlocks checks and reads. The caller has called beginUse.
func (f *openFolder) readBlocks(buffers [][]byte, wanted messages.Range) error {
	if err := f.checkReadable(wanted); err != nil {
		return err
	}
	first, last := f.members[f.memberAt(wanted.Offset)], wanted.End()
	if last <= first.Offset+first.Length && !first.Padding { // most reads: all bytes lie in one file
		handle, err := f.handles.acquire(f.memberAt(wanted.Offset), false)
		if err != nil {
			return err
		}
		defer f.handles.release(handle)
		return readBlocks(handle.file, buffers, wanted.Offset-first.Offset)
	}
	for _, buffer := range buffers {
		if err := readFull(f, buffer, wanted.Offset); err != nil {
			return err
		}
		wanted.Offset += int64(len(buffer))
	}
	return nil
}

// checkReadable returns an error unless all pieces that wanted touches are verified and its files are unchanged.
func (f *openFolder) checkReadable(wanted messages.Range) error {
	f.mu.Lock()
	whole := f.whole
	missing := f.have.NextClear(f.file.PieceAt(wanted.Offset))
	f.mu.Unlock()
	if missing <= f.file.PieceAt(wanted.End()-1) {
		return fmt.Errorf("piece %d is not verified yet", missing)
	}
	if !whole {
		return nil // the stamps of an unfinished download change with each piece that this process writes
	}
	return f.segments(wanted, func(part segment) error {
		if f.members[part.member].Padding {
			return nil
		}
		handle, err := f.handles.acquire(part.member, false)
		if err != nil {
			return port.ErrChanged
		}
		defer f.handles.release(handle)
		now, err := stampOf(handle.file)
		if err == nil && now != f.stamps[part.member] {
			err = port.ErrChanged
		}
		return err
	})
}
