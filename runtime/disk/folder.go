package disk

import (
	"os"

	"swarm/actors/port"
	"swarm/messages"
)

// openFolder is the open folder of a torrent: a complete one, or an unfinished download. Its bytes are those of its
// files, one after the other.
type openFolder struct {
	contentState
	*MemberReader
	// stamps are, by member, those of a complete folder when it was verified, or those of an unfinished file after our
	// last write. A member without a file has the zero stamp.
	stamps []stamp
}

// newOpenFolder returns an open folder. The caller sets what its torrent says.
func newOpenFolder(reader *MemberReader) *openFolder {
	f := &openFolder{MemberReader: reader, stamps: make([]stamp, len(reader.members))}
	f.release = f.handles.close
	f.discard = func() error { return os.RemoveAll(f.part) }
	return f
}

// ReadBlocks fills the buffers with consecutive bytes of the folder, beginning at offset. It returns an error if a
// piece among them is not verified yet, and port.ErrChanged if a file of a complete folder was changed after it was
// verified.
func (f *openFolder) ReadBlocks(buffers [][]byte, offset int64) error {
	return f.use(buffers, offset, func(wanted messages.Range, whole bool) error {
		if whole { // the stamps of an unfinished download change with each piece that this process writes
			if err := f.checkStamps(wanted); err != nil {
				return err
			}
		}
		return f.readBlocks(buffers, wanted)
	})
}

// readBlocks fills the buffers with the wanted bytes.
func (f *openFolder) readBlocks(buffers [][]byte, wanted messages.Range) error {
	at := f.memberAt(wanted.Offset)
	first := &f.members[at]
	if wanted.End() <= first.Offset+first.Length && !first.Padding { // most reads: all bytes lie in one file
		handle, err := f.handles.acquire(at, false)
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

// checkStamps returns port.ErrChanged if a file that the wanted bytes touch was changed after it was verified.
func (f *openFolder) checkStamps(wanted messages.Range) error {
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
