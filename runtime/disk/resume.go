package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/metainfo"
)

// openPart opens a download on its way, or begins one. What is there counts only as far as its hashes are right.
func (s *Store) openPart(meta *metainfo.Metainfo, final string, replyTo port.PID) (*openFile, error) {
	file := meta.File()
	part := filepath.Join(s.dir, partName(meta))
	handle, fresh, err := openForWriting(part)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", part, err)
	}
	f := &openFile{meta: meta, file: file, final: final, part: part, fresh: fresh, handle: handle, have: messages.NewBitfield(file.Pieces())}
	written, bytes, err := writtenPieces(handle, file, fresh)
	if err == nil {
		err = s.makeRoom(handle, file.Length, file.Length-bytes)
	}
	if err == nil {
		err = s.resume(f, written, replyTo)
	}
	if err == nil {
		return f, nil
	}
	if err = firstError(err, handle.Close()); fresh {
		err = firstError(err, os.Remove(part))
	}
	return nil, fmt.Errorf("%s: %w", part, err)
}

// openForWriting opens a file, or makes it: fresh says so.
func openForWriting(path string) (handle *os.File, fresh bool, err error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		fresh = true
	case err != nil:
		return nil, false, advise(err)
	case !info.Mode().IsRegular():
		return nil, false, errors.New("it is no regular file: move it away, then download again")
	}
	handle, err = openReadWrite(path, fresh)
	if err != nil {
		return nil, false, advise(err)
	}
	return handle, fresh, nil
}

// writtenPieces is the pieces that something may have been written to: those that are no hole in the file; and how many
// bytes of it are no hole.
func writtenPieces(handle *os.File, file messages.File, fresh bool) (written messages.Bitfield, bytes int64, err error) {
	written = messages.NewBitfield(file.Pieces())
	if fresh {
		return written, 0, nil
	}
	now, err := stampOf(handle)
	if err != nil {
		return written, 0, err
	}
	size := min(now.size, file.Length)
	for at := int64(0); at < size; {
		data, hole, err := nextData(handle, at, size)
		if err != nil {
			return written, 0, err
		}
		if data >= hole {
			break
		}
		for piece := data / file.PieceLength; piece*file.PieceLength < hole; piece++ {
			written.Set(int(piece))
		}
		bytes += hole - data
		at = hole
	}
	return written, bytes, nil
}

// makeRoom gives the file its whole length, so that a full disk shows now and not in the middle. needs is how many bytes
// of it have no room yet.
func (s *Store) makeRoom(handle *os.File, length, needs int64) error {
	now, err := stampOf(handle)
	if err != nil {
		return err
	}
	if now.size > length {
		if err := handle.Truncate(length); err != nil {
			return advise(err)
		}
	}
	err = allocate(handle, s.dir, length)
	if err == nil {
		return nil
	}
	if isFull(err) {
		err = s.noRoom(needs)
	}
	// What was allocated before the disk was full must not keep it full.
	return firstError(advise(err), handle.Truncate(min(now.size, length)))
}

// resume hashes what is there.
func (s *Store) resume(f *openFile, written messages.Bitfield, replyTo port.PID) error {
	err := s.hashPieces(&hashing{
		source: f.handle, file: f.file, replyTo: replyTo, wanted: written,
		done: func(piece int, sum metainfo.PieceHash) error {
			if f.meta.Matches(piece, sum) {
				f.have.Set(piece)
			}
			return nil
		},
	}, f.meta.PieceHasher)
	if errors.Is(err, port.ErrChanged) {
		return errors.New("it changed while it was being read: is another process writing to it?")
	}
	return err
}
