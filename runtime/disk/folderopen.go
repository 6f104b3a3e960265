package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/metainfo"
)

// openFolder opens the folder of a choice: the complete one or, if there is none, the unfinished download.
func (s *Store) openFolder(c *choice, replyTo port.PID) (*openFolder, error) {
	s.gate.Post(replyTo, &port.HashAdvanced{Name: c.meta.File().Name}) // a large folder takes seconds to search
	before := c
	if c.remembered != nil {
		before = c.remembered
	}
	f, err := s.openWholeFolder(before, replyTo)
	switch {
	case err == nil && slices.Equal(before.members, c.members):
		return f, nil
	case err == nil: // more files are wanted than those of the earlier download
		if err := firstError(f.handles.close(), c.reopen()); err != nil {
			return nil, err
		}
	case errors.Is(err, errStopped):
		return nil, err
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s exists already: %v: move it away, then download again", c.final, err)
	}
	if err := firstError(s.remember(c), c.settle()); err != nil {
		return nil, fmt.Errorf("%s: %w", c.part, err)
	}
	return s.openPartFolder(c, replyTo)
}

// openWholeFolder opens the folder at its final path and verifies that it is what the torrent describes. The error is
// fs.ErrNotExist if there is nothing of that name.
func (s *Store) openWholeFolder(c *choice, replyTo port.PID) (*openFolder, error) {
	info, err := os.Lstat(c.final)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fs.ErrNotExist
	}
	if err == nil && !info.IsDir() {
		err = errors.New("it is not a folder")
	}
	if err != nil {
		return nil, err
	}
	f, err := newFolder(c, c.final)
	if err != nil {
		return nil, fmt.Errorf("%v", err)
	}
	if err = s.verifyFolder(f, replyTo); err != nil {
		_ = f.handles.close()
		return nil, err
	}
	f.final, f.whole = c.final, true
	return f, nil
}

// newFolder opens a folder. It is unfinished and has no pieces; the caller sets final or part.
func newFolder(c *choice, folder string) (*openFolder, error) {
	reader, err := OpenMembers(folder, c.meta.Members())
	if err != nil {
		return nil, err
	}
	reader.handles.wanted, reader.handles.restDir = c.has, c.rest
	f := newOpenFolder(reader)
	f.describe(c.meta)
	f.unwanted = c.unwanted()
	return f, nil
}

// verifyFolder hashes all wanted files of a folder. It returns an error at the first one that differs from the torrent.
func (s *Store) verifyFolder(f *openFolder, replyTo port.PID) error {
	if err := f.stampAll(); err != nil {
		return err
	}
	for i := range f.members {
		if f.isStored(i) && f.stamps[i].size != f.members[i].Length {
			return errMemberDiffers(&f.members[i])
		}
	}
	wanted := messages.FullBitfield(f.file.Pieces())
	if f.unwanted.Len() > 0 {
		wanted = f.unwanted.Neither(messages.NewBitfield(f.file.Pieces()))
	}
	err := s.hashPieces(&hashing{
		source: f, file: f.file, replyTo: replyTo, wanted: wanted,
		onHashed: func(piece int, sum metainfo.PieceHash) error {
			if !f.meta.Matches(piece, sum) {
				return errMemberDiffers(&f.members[f.memberAt(f.file.PieceRange(piece).Offset)])
			}
			return nil
		},
	}, f.meta.PieceHasher)
	if err != nil {
		return err
	}
	f.have = wanted
	return f.checkUnchanged()
}

// isStored reports whether a member has a file in the folder itself.
func (f *openFolder) isStored(member int) bool {
	return !f.members[member].Padding && f.members[member].Link == "" && f.handles.wanted(member)
}

// stampAll notes the stamps of all files. A missing file that is wanted is an error.
func (f *openFolder) stampAll() error {
	for i := range f.members {
		if f.members[i].Padding || f.members[i].Link != "" {
			continue
		}
		now, err := f.handles.stat(i)
		if errors.Is(err, fs.ErrNotExist) && !f.handles.wanted(i) {
			continue
		}
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("the file %s is missing in it", f.members[i].FilePath)
		}
		if err != nil {
			return err
		}
		f.stamps[i] = now
	}
	return nil
}

// checkUnchanged returns port.ErrChanged if a file has changed since stampAll.
func (f *openFolder) checkUnchanged() error {
	for i := range f.members {
		if !f.isStored(i) {
			continue
		}
		if now, err := f.handles.stat(i); err != nil || now != f.stamps[i] {
			return port.ErrChanged
		}
	}
	return nil
}

// openPartFolder opens the folder of an unfinished download, or creates it. Of the pieces that its files contain
// already, those whose hashes are right count.
func (s *Store) openPartFolder(c *choice, replyTo port.PID) (*openFolder, error) {
	err := os.Mkdir(c.part, 0o755)
	created := err == nil
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%s: %w", c.part, advise(err))
	}
	if info, err := os.Lstat(c.part); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s: %w", c.part, errNotOurs)
	}
	f, err := newFolder(c, c.part)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.part, err)
	}
	f.final, f.part, f.created = c.final, c.part, created
	written, bytes, err := f.writtenPieces()
	if err == nil {
		dir := filepath.Dir(c.final)
		needs := f.file.Length - piecesLength(f.file, f.unwanted) - bytes
		if free, freeErr := freeBytes(dir); freeErr == nil && needs > free {
			err = diskFull(dir, needs, errDiskFull)
		}
	}
	if err == nil {
		err = s.addRight(&f.contentState, f, written, replyTo)
	}
	if err == nil {
		return f, nil
	}
	if err = firstError(err, f.handles.close()); created {
		err = firstError(err, os.RemoveAll(c.part))
	}
	return nil, fmt.Errorf("%s: %w", c.part, cause(err))
}

// writtenPieces returns the pieces that may contain data, and the number of bytes of data. A piece cannot be complete
// if one of its files does not exist, or if it lies in a hole of a sparse file.
func (f *openFolder) writtenPieces() (written messages.Bitfield, bytes int64, err error) {
	written = messages.NewBitfield(f.file.Pieces())
	absent := messages.NewBitfield(f.file.Pieces())
	if f.created {
		return written, 0, nil
	}
	for i := range f.members {
		member := &f.members[i]
		if member.Length == 0 || member.Padding {
			continue
		}
		whole := messages.Range{Offset: member.Offset, Length: member.Length}
		now, err := f.handles.stat(i)
		if errors.Is(err, fs.ErrNotExist) {
			setPieces(&absent, f.file, whole)
			continue
		}
		if err != nil {
			return written, 0, err
		}
		f.stamps[i] = now
		data, err := f.markData(&written, i, min(now.size, member.Length))
		if err != nil {
			return written, 0, err
		}
		bytes += data
	}
	for piece := absent.NextSet(0); piece < absent.Len(); piece = absent.NextSet(piece + 1) {
		written.Clear(piece)
	}
	return written, bytes, nil
}

// markData adds the pieces that data of a member's file lies in, and returns the number of bytes of data. A file of one
// piece is not searched for holes: it is written as a whole.
func (f *openFolder) markData(written *messages.Bitfield, member int, size int64) (bytes int64, err error) {
	if size <= f.file.PieceLength {
		setPieces(written, f.file, messages.Range{Offset: f.members[member].Offset, Length: size})
		return size, nil
	}
	handle, err := f.handles.acquire(member, false)
	if err != nil {
		return 0, err
	}
	defer f.handles.release(handle)
	for at := int64(0); at < size; {
		data, hole, err := nextData(handle.file, at, size)
		if err != nil {
			return 0, err
		}
		if data >= hole {
			break
		}
		setPieces(written, f.file, messages.Range{Offset: f.members[member].Offset + data, Length: hole - data})
		bytes += hole - data
		at = hole
	}
	return bytes, nil
}

// piecesLength returns the bytes of a set of pieces.
func piecesLength(file messages.File, set messages.Bitfield) (bytes int64) {
	for piece := set.NextSet(0); piece < set.Len(); piece = set.NextSet(piece + 1) {
		bytes += file.PieceRange(piece).Length
	}
	return bytes
}

// setPieces adds the pieces that a range of bytes touches.
func setPieces(set *messages.Bitfield, file messages.File, r messages.Range) {
	if r.Length == 0 {
		return
	}
	for piece := file.PieceAt(r.Offset); piece <= file.PieceAt(r.End()-1); piece++ {
		set.Set(piece)
	}
}
