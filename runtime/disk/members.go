package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sort"

	"swarm/messages"
	"swarm/messages/metainfo"
)

// OpenMembers opens the files of a folder for reading their bytes one after the other, as a torrent of them has them.
func OpenMembers(folder string, members []metainfo.Member) (*MemberReader, error) {
	opened, err := openHandles(folder, members)
	if err != nil {
		return nil, err
	}
	return &MemberReader{members: members, handles: opened}, nil
}

// MemberReader reads the files of a folder. It implements io.ReaderAt.
type MemberReader struct {
	members []metainfo.Member
	handles *handles
}

// Check returns an error if a file is missing or does not have the length of its member.
func (r *MemberReader) Check() error {
	for i := range r.members {
		member := &r.members[i]
		if member.Padding || member.Link != "" {
			continue
		}
		now, err := r.handles.stat(i)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("the file %s is missing in it", member.FilePath)
		case err != nil:
			return advise(err)
		case now.size != member.Length:
			return fmt.Errorf("the file %s in it has %d bytes, and the torrent says %d", member.FilePath, now.size,
				member.Length)
		}
	}
	return nil
}

// Close closes the files.
func (r *MemberReader) Close() error { return r.handles.close() }

// segment is the part of a range of bytes that lies in one member.
type segment struct {
	member int
	offset int64 // in the member's file
	length int64 // bytes
}

// segments calls each for the members that a range of bytes touches, in order, until an error.
func (r *MemberReader) segments(extent messages.Range, each func(segment) error) error {
	// Of several members that begin at one offset, all but the last one are empty.
	i := sort.Search(len(r.members), func(i int) bool { return r.members[i].Offset > extent.Offset }) - 1
	for ; extent.Length > 0 && i < len(r.members); i++ {
		inside := extent.Offset - r.members[i].Offset
		part := segment{member: i, offset: inside, length: min(extent.Length, r.members[i].Length-inside)}
		if part.length <= 0 {
			continue
		}
		if err := each(part); err != nil {
			return err
		}
		extent.Offset, extent.Length = extent.Offset+part.length, extent.Length-part.length
	}
	return nil
}

// ReadAt reads bytes of the files. Padding reads as zeros. It returns io.EOF if a file is missing or too short.
func (r *MemberReader) ReadAt(p []byte, offset int64) (n int, err error) {
	err = r.segments(messages.Range{Offset: offset, Length: int64(len(p))}, func(part segment) error {
		target := p[n:][:part.length]
		read, err := r.readMember(part, target)
		n += read
		return err
	})
	if err == nil && n < len(p) {
		err = io.EOF
	}
	return n, err
}

// readMember reads bytes of one member's file.
func (r *MemberReader) readMember(part segment, target []byte) (int, error) {
	if r.members[part.member].Padding {
		clear(target)
		return len(target), nil
	}
	handle, err := r.handles.acquire(part.member, false)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, io.EOF
	}
	if err != nil {
		return 0, err
	}
	defer r.handles.release(handle)
	return handle.file.ReadAt(target, part.offset)
}

// memberAt returns the number of the member that the byte at offset belongs to.
func (r *MemberReader) memberAt(offset int64) int {
	return max(sort.Search(len(r.members), func(i int) bool { return r.members[i].Offset > offset })-1, 0)
}
