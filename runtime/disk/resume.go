package disk

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/metainfo"
)

// openPart opens the part file of a download, or creates it. Of the pieces that it contains already, those whose hashes
// are right count.
func (s *Store) openPart(meta *metainfo.Metainfo, final string, replyTo port.PID) (*openFile, error) {
	file := meta.File()
	dir := filepath.Dir(final)
	part := ownFile(dir, ownName(meta, partSuffix))
	if err := s.adoptPart(meta, dir, part, replyTo); err != nil {
		return nil, fmt.Errorf("%s: %w", part, cause(err))
	}
	handle, created, err := openOwn(part)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", part, err)
	}
	f := newOpenFile(meta, handle)
	f.final, f.part, f.created = final, part, created
	written, bytes, err := writtenPieces(handle, file, created)
	if err == nil {
		err = setLength(handle, dir, file.Length, file.Length-bytes)
	}
	if err == nil {
		f.partStamp, err = stampOf(handle)
	}
	if err == nil {
		err = s.resume(f, written, replyTo)
	}
	if err == nil {
		return f, nil
	}
	if err = firstError(err, handle.Close()); created {
		err = firstError(err, os.Remove(part))
	}
	return nil, fmt.Errorf("%s: %w", part, err)
}

// writtenPieces returns the pieces that may contain data, and the number of bytes of data. The other pieces lie in
// holes of the sparse part file: they were never written and need not be hashed.
func writtenPieces(
	handle *os.File, file messages.File, created bool,
) (written messages.Bitfield, bytes int64, err error) {
	written = messages.NewBitfield(file.Pieces())
	if created {
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

// setLength gives a part file the length of the complete file and allocates disk space for it, so that a full disk is
// reported now and not in the middle of the download. needs is the number of bytes that have no disk space yet.
func setLength(handle *os.File, dir string, length, needs int64) error {
	now, err := stampOf(handle)
	if err != nil {
		return err
	}
	if now.size > length {
		if err := handle.Truncate(length); err != nil {
			return advise(err)
		}
	}
	err = allocate(handle, dir, length)
	if err == nil {
		return nil
	}
	if isFull(err) {
		err = diskFull(dir, needs, err)
	}
	// Free the disk space that was allocated before the disk was full.
	return firstError(advise(err), handle.Truncate(min(now.size, length)))
}

// resume hashes the written pieces and adds those whose hashes are right to f.have.
func (s *Store) resume(f *openFile, written messages.Bitfield, replyTo port.PID) error {
	err := s.addRight(&f.contentState, f.handle, written, replyTo)
	if errors.Is(err, port.ErrChanged) {
		return errors.New("another program changed it while it was read: stop that program, then download again")
	}
	return err
}

// addRight hashes pieces of source, and adds those whose hashes are right to the pieces that are on disk.
func (s *Store) addRight(c *contentState, source io.ReaderAt, wanted messages.Bitfield, replyTo port.PID) error {
	return s.hashPieces(&hashing{
		source: source, file: c.file, replyTo: replyTo, wanted: wanted,
		onHashed: func(piece int, sum metainfo.PieceHash) error {
			if c.meta.Matches(piece, sum) {
				c.have.Set(piece)
			}
			return nil
		},
	}, c.meta.PieceHasher)
}
