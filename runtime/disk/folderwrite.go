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
func (f *openFolder) write(_ *Store, piece int, data []byte) error {
	if err := f.beginUse(); err != nil {
		return err
	}
	f.writing.Lock()
	err := f.segments(f.file.PieceRange(piece), func(part segment) error {
		err := f.writeMember(part, data[:part.length])
		data = data[part.length:]
		return err
	})
	f.writing.Unlock()
	if err == nil {
		f.mu.Lock()
		f.have.Set(piece)
		f.mu.Unlock()
	}
	return firstError(err, f.endUse())
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
	f.finishing.Lock()
	defer f.finishing.Unlock()
	f.mu.Lock()
	whole, missing := f.whole, f.have.Len()-f.have.Count()
	f.mu.Unlock()
	if whole {
		return nil
	}
	if missing > 0 {
		return fmt.Errorf("%d pieces are missing", missing)
	}
	if err := f.beginUse(); err != nil {
		return err
	}
	return firstError(f.publish(s, scratch), f.endUse())
}

func (f *openFolder) publish(s *Store, scratch []byte) error {
	f.writing.Lock()
	defer f.writing.Unlock()
	spoiled, err := f.recheck(scratch)
	if err != nil {
		return fmt.Errorf("%s: %w", f.part, advise(err))
	}
	if spoiled > 0 {
		return fmt.Errorf("another program changed %d pieces of %s: stop that program, then download again; the other "+
			"pieces are kept", spoiled, f.part)
	}
	if err := f.complete(s.durable); err != nil {
		return fmt.Errorf("%s: %w", f.part, advise(err))
	}
	err = f.handles.move(f.final, func() error { return renameNoReplace(f.part, f.final) })
	if errors.Is(err, fs.ErrExist) {
		return errors.New("another file or folder of this name was created during the download: move it away, then " +
			"download again; no piece is lost")
	}
	if err != nil {
		return advise(err)
	}
	if s.durable {
		err = syncFolder(s.dir)
	}
	f.mu.Lock()
	f.whole = true
	f.mu.Unlock()
	f.unclaim()
	return err
}

// recheck hashes the pieces of files again that another program has changed, and forgets those that are no longer
// right. It returns how many. The caller holds f.writing.
func (f *openFolder) recheck(scratch []byte) (spoiled int, err error) {
	suspects := messages.NewBitfield(f.file.Pieces())
	for i := range f.members {
		member := &f.members[i]
		if member.Length == 0 || member.Padding {
			continue
		}
		now, err := f.handles.stat(i)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return 0, err
		}
		if err == nil && now == f.stamps[i] && !f.touched {
			continue
		}
		f.stamps[i] = now
		for piece := f.file.PieceAt(member.Offset); piece <= f.file.PieceAt(member.Offset+member.Length-1); piece++ {
			suspects.Set(piece)
		}
	}
	hasher := f.meta.PieceHasher()
	for piece := suspects.NextSet(0); piece < suspects.Len(); piece = suspects.NextSet(piece + 1) {
		sum, err := hashRange(f, f.file.PieceRange(piece), hasher, scratch)
		if err == nil && f.meta.Matches(piece, sum) {
			continue
		}
		spoiled++
		f.mu.Lock()
		f.have.Clear(piece)
		f.mu.Unlock()
	}
	f.touched = spoiled > 0
	return spoiled, nil
}

// complete makes what a folder has beside pieces: empty files and symbolic links. Links come last, so that nothing is
// written through them.
func (f *openFolder) complete(durable bool) error {
	for i := range f.members {
		member := &f.members[i]
		if member.Padding || member.Link != "" || member.Length > 0 && !durable {
			continue
		}
		handle, err := f.handles.acquire(i, true)
		if err != nil {
			return err
		}
		if durable {
			err = handle.file.Sync()
		}
		f.stamps[i], _ = stampOf(handle.file)
		f.handles.release(handle)
		if err != nil {
			return err
		}
	}
	for i := range f.members {
		if f.members[i].Link == "" || f.members[i].CheckLink() != nil {
			continue
		}
		if err := f.handles.link(i); err != nil {
			return err
		}
	}
	return nil
}

// errMemberDiffers reports which file of a folder is not what the torrent describes.
func errMemberDiffers(member *metainfo.Member) error {
	return fmt.Errorf("the file %s in it is not what the torrent describes", member.FilePath)
}
