package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// name returns the path of a member inside the folder.
func (h *handles) name(member int) string { return filepath.FromSlash(h.members[member].FilePath) }

// openMember opens the file of a member. It opens regular files only.
func (h *handles) openMember(member int, write bool) (file *os.File, err error) {
	if write && !h.here.Has(member) { // most files are not there yet
		if file, err = h.create(member); !errors.Is(err, fs.ErrExist) {
			return file, err
		}
	}
	file, err = h.openExisting(member, write)
	if write && errors.Is(err, fs.ErrNotExist) {
		file, err = h.create(member)
	}
	if err == nil {
		h.here.Set(member)
	}
	return file, err
}

// openExisting opens the file of a member. One with a name elsewhere too is not opened for writing.
func (h *handles) openExisting(member int, write bool) (*os.File, error) {
	name, flags := h.name(member), os.O_RDONLY
	if write {
		flags = os.O_RDWR
	}
	root, err := h.rootOf(member, false)
	if err != nil {
		return nil, err
	}
	found, err := root.inspect(name) // before the open, which would wait for the writer of a pipe
	switch {
	case err != nil:
		return nil, err
	case !found.regular:
		return nil, errNotRegular(name)
	case write && found.names > 1:
		return nil, fmt.Errorf("%s: %w", name, errNotOurs)
	}
	return root.openFile(name, flags, 0)
}

// create creates the file of a member, and the folders that it is in.
func (h *handles) create(member int) (*os.File, error) {
	mode := fs.FileMode(0o644)
	if h.members[member].Executable {
		mode = 0o755
	}
	root, err := h.rootOf(member, true)
	if err != nil {
		return nil, err
	}
	file, err := root.openFile(h.name(member), os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrNotExist) {
		if err = h.makeFolders(root, member); err == nil {
			file, err = root.openFile(h.name(member), os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
		}
	}
	if err == nil {
		h.here.Set(member)
	}
	return file, err
}

// makeFolders creates the folders that the file of a member is in.
func (h *handles) makeFolders(root *folderRoot, member int) error {
	folder := path.Dir(h.members[member].FilePath)
	if folder == "." {
		return nil
	}
	return root.MkdirAll(filepath.FromSlash(folder), 0o755)
}

func errNotRegular(name string) error {
	return fmt.Errorf("%s is not a regular file: move it away, then try again", name)
}

// inspected is what is known of a file that is not open.
type inspected struct {
	stamp   stamp
	regular bool
	names   uint64 // hard links
}

// stat returns the stamp of a member's file. It fails with fs.ErrNotExist if there is none.
func (h *handles) stat(member int) (stamp, error) {
	found, err := h.inspect(member)
	return found.stamp, err
}

// ownStamp is like stat, but fails if the file has a name elsewhere too: then it is not ours alone.
func (h *handles) ownStamp(member int) (stamp, error) {
	found, err := h.inspect(member)
	if err == nil && found.names > 1 {
		err = fmt.Errorf("%s: %w", h.name(member), errNotOurs)
	}
	return found.stamp, err
}

// inspect describes a member's file. Anything but a regular file is an error.
func (h *handles) inspect(member int) (inspected, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	root, err := h.rootOf(member, false)
	if err != nil {
		return inspected{}, err
	}
	found, err := root.inspect(h.name(member))
	if err == nil && !found.regular {
		err = errNotRegular(h.name(member))
	}
	if err != nil {
		return inspected{}, err
	}
	return found, nil
}

// sync writes all files of the folder to the disk, if the system can do that with one call. Otherwise it returns
// errors.ErrUnsupported.
func (h *handles) sync() error { return h.root.syncFiles() }

// truncate cuts a member's file to the length that its torrent says, and returns its stamp.
func (h *handles) truncate(member int) (stamp, error) {
	opened, err := h.acquire(member, true)
	if err != nil {
		return stamp{}, err
	}
	defer h.release(opened)
	if err := opened.file.Truncate(h.members[member].Length); err != nil {
		return stamp{}, err
	}
	return stampOf(opened.file)
}

// link creates the symbolic link of a member. Its target is written relative to the link, so that the folder can be
// moved.
func (h *handles) link(member int) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	m := &h.members[member]
	if err := h.makeFolders(h.root, member); err != nil {
		return err
	}
	target, err := filepath.Rel(filepath.FromSlash(path.Dir(m.FilePath)), filepath.FromSlash(m.Link))
	if err != nil {
		return err
	}
	err = h.root.Symlink(target, h.name(member))
	if errors.Is(err, fs.ErrExist) {
		if now, _ := h.root.Readlink(h.name(member)); now == target {
			return nil // an earlier try to finish made it
		}
	}
	return err
}
