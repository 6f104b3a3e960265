package disk

// write writes a verified piece and adds it to the pieces that are on disk. Writes to one file come one after the
// other, as they do in the kernel, so that a change by another program shows between them: the stamp is then not the
// one that the last write left behind.
//
// Limit: file systems count time in ticks of a few milliseconds. A change that keeps the length, in the same tick as
// one of our writes, is not seen.
func (f *openFile) write(piece int, data []byte) error {
	return f.keepPiece(piece, func() error {
		f.noteChange()
		_, err := f.handle.WriteAt(data, f.file.PieceRange(piece).Offset)
		if now, stampErr := stampOf(f.handle); stampErr == nil {
			f.partStamp = now
		}
		return err
	})
}

// noteChange compares the stamp of a part file with the one that the last write left behind. The caller holds
// f.writing.
func (f *openFile) noteChange() {
	if now, err := stampOf(f.handle); err != nil || now != f.partStamp {
		f.touched = true
	}
}

// recheck hashes all pieces of a part file again if another program has changed it, and forgets those that are no
// longer right. It returns how many. If nothing has changed, it only compares the stamp. The caller holds f.writing.
func (f *openFile) recheck(scratch []byte) (wrong int, err error) {
	if f.noteChange(); !f.touched {
		return 0, nil
	}
	before, err := stampOf(f.handle)
	if err != nil {
		return 0, cause(err)
	}
	wrong = f.forgetWrong(f.handle, f.Have(), scratch)
	if before.size != f.file.Length {
		err = f.handle.Truncate(f.file.Length)
	}
	if err == nil {
		f.touched = wrong > 0
		f.partStamp, err = stampOf(f.handle)
	}
	if err == nil && f.partStamp.modified != before.modified && before.size == f.file.Length {
		err = errBeingChanged
		f.touched = true
	}
	return wrong, err
}
