package disk

import (
	"os"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/metainfo"
)

// openFile is an open file: a complete one, or an unfinished download.
type openFile struct {
	contentState
	handle    *os.File // invariant: open until the state calls release
	stamp     stamp    // of a complete file when it was verified
	partStamp stamp    // of the part file after our last write
}

// newOpenFile returns an open file that is unfinished and has no pieces. The caller sets final or part.
func newOpenFile(meta *metainfo.Metainfo, handle *os.File) *openFile {
	f := &openFile{handle: handle}
	f.describe(meta)
	f.release = func() error { return f.handle.Close() }
	f.discard = func() error { return os.Remove(f.part) }
	return f
}

// stamp is the size and the time of the last change of a file. If either differs later, the file was changed.
type stamp struct {
	size     int64
	modified int64 // nanoseconds since 1970
}

// ReadBlocks fills the buffers with consecutive bytes of the file, beginning at offset. It returns an error if a piece
// among them is not verified yet, and port.ErrChanged if a complete file was changed after it was verified.
func (f *openFile) ReadBlocks(buffers [][]byte, offset int64) error {
	return f.use(buffers, offset, func(_ messages.Range, whole bool) error {
		if whole { // the stamp of an unfinished download changes with each piece that this process writes
			now, err := stampOf(f.handle)
			if err != nil {
				return err
			}
			if now != f.stamp {
				return port.ErrChanged
			}
		}
		return readBlocks(f.handle, buffers, offset)
	})
}
