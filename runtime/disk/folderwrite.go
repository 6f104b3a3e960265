package disk

import (
	"errors"
	"fmt"
	"io/fs"

	"swarm/messages"
	"swarm/messages/metainfo"
)

// write writes a verified piece to the files that it touches, and adds it to the pieces that are on disk. As with a
// single file, a change by another program shows in the stamp of a file.
func (f *openFolder) write(piece int, data []byte) error {
	return f.keepPiece(piece, func() error {
		return f.segments(f.file.PieceRange(piece), func(part segment) error {
			err := f.writeMember(part, data[:part.length])
			data = data[part.length:]
			return err
		})
	})
}

// writeMember writes bytes of one member's file. The caller holds f.writing.
func (f *openFolder) writeMember(part segment, data []byte) error {
	if f.members[part.member].Padding {
		return nil
	}
	handle, err := f.handles.acquire(part.member, true)
	if err != nil {
		return err
	}
	defer f.handles.release(handle)
	if before := f.stamps[part.member]; before != (stamp{}) {
		if now, err := stampOf(handle.file); err != nil || now != before {
			f.touched = true
		}
	}
	_, err = handle.file.WriteAt(data, part.offset)
	if now, stampErr := stampOf(handle.file); stampErr == nil {
		f.stamps[part.member] = now
	}
	return err
}

// finish checks that no piece is missing, makes what has no pieces (empty files and links) and renames the folder.
func (f *openFolder) finish(s *Store, scratch []byte) error {
	return f.finishOnce(func() error { return f.publish(s, scratch) })
}

func (f *openFolder) publish(s *Store, scratch []byte) error {
	wrong, err := f.recheck(scratch)
	if err != nil {
		return fmt.Errorf("%s: %w", f.part, advise(err))
	}
	if wrong > 0 {
		return f.errSpoiled(wrong)
	}
	if err := f.complete(s.durable); err != nil {
		return fmt.Errorf("%s: %w", f.part, advise(err))
	}
	return f.rename(s, func() error {
		return f.handles.move(f.part, f.final, func() error { return renameNoReplace(f.part, f.final) })
	})
}

// recheck hashes the pieces of files again that another program has changed, and forgets those that are no longer
// right. It returns how many. A file that is too long is truncated. The caller holds f.writing.
func (f *openFolder) recheck(scratch []byte) (wrong int, err error) {
	var changed []int
	suspects := messages.NewBitfield(f.file.Pieces())
	for i := range f.members {
		member := &f.members[i]
		if member.Padding || member.Link != "" {
			continue
		}
		now, err := f.handles.ownStamp(i)
		switch {
		case errors.Is(err, fs.ErrNotExist) && !f.isStored(i) && f.stamps[i] == (stamp{}):
			continue // nothing of a file that is not wanted was stored
		case errors.Is(err, fs.ErrNotExist):
			now = stamp{}
		case err != nil:
			return 0, err
		case now == f.stamps[i] && (now.size == member.Length || !f.isStored(i)) && !f.touched:
			continue
		case now.size > member.Length && f.isStored(i):
			if now, err = f.handles.truncate(i); err != nil {
				return 0, err
			}
		}
		if err := f.handles.forget(i); err != nil {
			return 0, err
		}
		f.stamps[i] = now
		changed = append(changed, i)
		setPieces(&suspects, f.file, messages.Range{Offset: member.Offset, Length: member.Length})
	}
	wrong = f.forgetWrong(f, suspects, scratch)
	f.touched = wrong > 0
	for _, i := range changed {
		now, err := f.handles.stat(i)
		if now != f.stamps[i] || err != nil && !errors.Is(err, fs.ErrNotExist) {
			f.touched = true
			return wrong, errBeingChanged
		}
	}
	return wrong, nil
}

// complete makes what a folder has beside pieces: empty files and symbolic links. Links come last, so that nothing is
// written through them. If durable is set, the files are written to the disk.
func (f *openFolder) complete(durable bool) error {
	for i := range f.members {
		if !f.isStored(i) || f.members[i].Length > 0 {
			continue
		}
		handle, err := f.handles.acquire(i, true)
		if err != nil {
			return err
		}
		f.stamps[i], err = stampOf(handle.file)
		if f.handles.release(handle); err != nil {
			return err
		}
	}
	if durable {
		if err := f.sync(); err != nil {
			return err
		}
	}
	for i := range f.members {
		if f.members[i].Link == "" || !f.handles.wanted(i) || f.members[i].CheckLink() != nil {
			continue
		}
		if err := f.handles.link(i); err != nil {
			return err
		}
	}
	return nil
}

// maxSynced is how many files are written to the disk one by one. With more, one call for the whole file system is
// faster, although it writes what others have written, too: a hundred calls take a second on a hard disk.
const maxSynced = 100

// sync writes all files to the disk.
func (f *openFolder) sync() error {
	if len(f.members) > maxSynced {
		if err := f.handles.sync(); !errors.Is(err, errors.ErrUnsupported) {
			return err
		}
	}
	for i := range f.members {
		if !f.isStored(i) {
			continue
		}
		handle, err := f.handles.acquire(i, true)
		if err != nil {
			return err
		}
		err = handle.file.Sync()
		if f.handles.release(handle); err != nil {
			return err
		}
	}
	return nil
}

// errMemberDiffers reports which file of a folder is not what the torrent describes.
func errMemberDiffers(member *metainfo.Member) error {
	return fmt.Errorf("the file %s in it is not what the torrent describes", member.FilePath)
}
