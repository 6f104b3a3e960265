package disk

import (
	"fmt"
	"os"
)

// write writes a verified piece and adds it to the pieces that are on disk.
func (f *openFile) write(_ *Store, piece int, data []byte) error {
	handle, err := f.beginUse()
	if err != nil {
		return err
	}
	if err = f.writeAt(handle, data, f.file.PieceRange(piece).Offset); err == nil {
		f.mu.Lock()
		f.have.Set(piece) // before endUse, which removes a part file that has no piece
		f.mu.Unlock()
	}
	return firstError(err, f.endUse())
}

// writeAt writes verified bytes of a piece to an unfinished download. Writes to one file come one after the other, as
// they do in the kernel, so that a change by another program shows between them: the stamp is then not the one that the
// last write left behind. The caller has called beginUse.
//
// Limit: file systems count time in ticks of a few milliseconds. A change that keeps the length, in the same tick as
// one of our writes, is not seen.
func (f *openFile) writeAt(handle *os.File, data []byte, offset int64) error {
	f.writing.Lock()
	defer f.writing.Unlock()
	f.noteChange(handle)
	_, err := handle.WriteAt(data, offset)
	if now, stampErr := stampOf(handle); stampErr == nil {
		f.partStamp = now
	}
	return err
}

// noteChange compares the stamp of a part file with the one that the last write left behind. The caller holds
// f.writing.
func (f *openFile) noteChange(handle *os.File) {
	if now, err := stampOf(handle); err != nil || now != f.partStamp {
		f.touched = true
	}
}

// recheck hashes all pieces of a part file again if another program has changed it, and forgets those that are no
// longer right. It returns how many. If nothing has changed, it only compares the stamp.
func (f *openFile) recheck(handle *os.File, scratch []byte) (spoiled int, err error) {
	f.writing.Lock()
	defer f.writing.Unlock()
	if f.noteChange(handle); !f.touched {
		return 0, nil
	}
	before, err := stampOf(handle)
	if err != nil {
		return 0, cause(err)
	}
	hasher := f.meta.PieceHasher()
	have := f.Have()
	for piece := have.NextSet(0); piece < have.Len(); piece = have.NextSet(piece + 1) {
		sum, err := hashRange(handle, f.file.PieceRange(piece), hasher, scratch)
		if err == nil && f.meta.Matches(piece, sum) {
			continue
		}
		spoiled++
		f.mu.Lock()
		f.have.Clear(piece)
		f.mu.Unlock()
	}
	if before.size != f.file.Length {
		err = handle.Truncate(f.file.Length)
	}
	if err == nil {
		f.touched = spoiled > 0
		f.partStamp, err = stampOf(handle)
	}
	if err == nil && f.partStamp.modified != before.modified && before.size == f.file.Length {
		err = fmt.Errorf("%s is being changed by another program: stop that program, then download again", f.part)
		f.touched = true
	}
	return spoiled, err
}
