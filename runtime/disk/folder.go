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
		rest := scatter{buffers: buffers}
		return f.segments(wanted, func(part segment) error {
			if f.members[part.member].Padding {
				rest.zero(part.length)
				return nil
			}
			return f.readSegment(part, &rest, whole)
		})
	})
}

// readSegment reads from one file. It returns port.ErrChanged if a file of a complete folder was changed after it was
// verified. The stamps of an unfinished download change with each piece that this process writes.
func (f *openFolder) readSegment(part segment, rest *scatter, whole bool) error {
	handle, err := f.handles.acquire(part.member, false)
	if err != nil && whole {
		return port.ErrChanged
	}
	if err != nil {
		return err
	}
	defer f.handles.release(handle)
	if whole {
		now, err := stampOf(handle.file)
		if err != nil {
			return err
		}
		if now != f.stamps[part.member] {
			return port.ErrChanged
		}
	}
	return rest.read(handle.file, part.offset, part.length)
}
