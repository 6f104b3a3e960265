package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/metainfo"
)

// openWholeFolder opens the folder at final and verifies that it is what the torrent describes. The error is
// fs.ErrNotExist if there is nothing of that name.
func (s *Store) openWholeFolder(meta *metainfo.Metainfo, final string, replyTo port.PID) (*openFolder, error) {
	info, err := os.Lstat(final)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fs.ErrNotExist
	}
	if err == nil && !info.IsDir() {
		err = errors.New("it is not a folder")
	}
	var f *openFolder
	if err == nil {
		f, err = newFolder(meta, final)
	}
	if err == nil {
		if err = s.verifyFolder(f, replyTo); err != nil {
			err = firstError(err, f.handles.close())
		}
	}
	if errors.Is(err, errStopped) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("%s exists already: %v: move it away, then download again", final, err)
	}
	f.setWhole(final)
	return f, nil
}

// newFolder opens a folder. It is unfinished and has no pieces; the caller sets final or part.
func newFolder(meta *metainfo.Metainfo, folder string) (*openFolder, error) {
	reader, err := OpenMembers(folder, meta.Members())
	if err != nil {
		return nil, err
	}
	f := newOpenFolder(reader)
	f.describe(meta)
	return f, nil
}

// verifyFolder hashes all files of a folder. It returns an error at the first one that differs from the torrent.
func (s *Store) verifyFolder(f *openFolder, replyTo port.PID) error {
	if err := f.stampAll(); err != nil {
		return err
	}
	for i := range f.members {
		member := &f.members[i]
		if !member.Padding && member.Link == "" && f.stamps[i].size != member.Length {
			return errMemberDiffers(member)
		}
	}
	err := s.hashPieces(&hashing{
		source: f, file: f.file, replyTo: replyTo, wanted: messages.FullBitfield(f.file.Pieces()),
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
	return f.checkUnchanged()
}

// stampAll notes the stamps of all files. A missing file is an error.
func (f *openFolder) stampAll() error {
	for i := range f.members {
		if f.members[i].Padding || f.members[i].Link != "" {
			continue
		}
		now, err := f.handles.stat(i)
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
		if f.members[i].Padding || f.members[i].Link != "" {
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
func (s *Store) openPartFolder(meta *metainfo.Metainfo, final string, replyTo port.PID) (*openFolder, error) {
	part := s.OwnFile(partName(meta))
	err := os.Mkdir(part, 0o755)
	created := err == nil
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%s: %w", part, advise(err))
	}
	if info, err := os.Lstat(part); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s: %w", part, errNotOurs)
	}
	f, err := newFolder(meta, part)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", part, err)
	}
	f.final, f.part, f.created = final, part, created
	written, bytes, err := f.writtenPieces()
	if err == nil {
		if free, freeErr := freeBytes(s.dir); freeErr == nil && f.file.Length-bytes > free {
			err = s.diskFull(f.file.Length-bytes, errDiskFull)
		}
	}
	if err == nil {
		err = s.addRight(&f.contentState, f, written, replyTo)
	}
	if err == nil {
		return f, nil
	}
	if err = firstError(err, f.handles.close()); created {
		err = firstError(err, os.RemoveAll(part))
	}
	return nil, fmt.Errorf("%s: %w", part, cause(err))
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
			f.setPieces(&absent, whole)
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

// markData adds the pieces that data of a member's file lies in, and returns the number of bytes of data.
func (f *openFolder) markData(written *messages.Bitfield, member int, size int64) (bytes int64, err error) {
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
		f.setPieces(written, messages.Range{Offset: f.members[member].Offset + data, Length: hole - data})
		bytes += hole - data
		at = hole
	}
	return bytes, nil
}

// setPieces adds the pieces that a range of bytes touches.
func (f *openFolder) setPieces(set *messages.Bitfield, r messages.Range) {
	if r.Length == 0 {
		return
	}
	for piece := f.file.PieceAt(r.Offset); piece <= f.file.PieceAt(r.End()-1); piece++ {
		set.Set(piece)
	}
}
