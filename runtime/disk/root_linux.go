package disk

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// maxOpenTries bounds how often an open is repeated that a rename elsewhere disturbed (openat2(2), EAGAIN).
const maxOpenTries = 10

// folderRoot opens files of a folder, and nothing outside, whatever links lie inside. A folder can have many small
// files, and os.Root needs a dozen system calls for each. openat2(2) needs one.
type folderRoot struct {
	*os.Root
	dir *os.File // the folder itself
}

// openFolderRoot opens a folder.
func openFolderRoot(folder string) (*folderRoot, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	dir, err := root.Open(".")
	if err != nil {
		return nil, firstError(err, root.Close())
	}
	return &folderRoot{root, dir}, nil
}

// Close closes the folder.
func (r *folderRoot) Close() error { return firstError(r.dir.Close(), r.Root.Close()) }

// openFile opens a file, or creates it as flags say. The name itself must not be a link.
func (r *folderRoot) openFile(name string, flags int, mode fs.FileMode) (*os.File, error) {
	how := &unix.OpenHow{Flags: uint64(flags | unix.O_CLOEXEC | unix.O_NOFOLLOW | unix.O_LARGEFILE),
		Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_MAGICLINKS}
	if flags&os.O_CREATE != 0 {
		how.Mode = uint64(mode.Perm())
	}
	for try := 0; ; try++ {
		fd, err := unix.Openat2(int(r.dir.Fd()), name, how)
		switch {
		case err == nil:
			return os.NewFile(uintptr(fd), name), nil
		case err == unix.EINTR, err == unix.EAGAIN && try < maxOpenTries:
			continue
		case err == unix.ENOSYS, err == unix.EPERM: // Linux before 5.6, or a container that allows no openat2
			return r.OpenFile(name, flags, mode)
		case err == unix.EXDEV, err == unix.ELOOP:
			return nil, errNotOurs
		}
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
}

// inspect describes a file without opening it. It follows no link of this name.
func (r *folderRoot) inspect(name string) (inspected, error) {
	var stat unix.Stat_t
	err := retryInterrupted(func() error {
		return unix.Fstatat(int(r.dir.Fd()), name, &stat, unix.AT_SYMLINK_NOFOLLOW)
	})
	if err != nil {
		return inspected{}, &fs.PathError{Op: "stat", Path: name, Err: err}
	}
	return inspected{stamp: stamp{size: stat.Size, modified: stat.Mtim.Nano()},
		regular: stat.Mode&unix.S_IFMT == unix.S_IFREG, names: uint64(stat.Nlink)}, nil
}

// syncFiles writes all files of the folder to the disk, together with everything else on its file system. For many
// files this is much faster than one call for each. It returns errors.ErrUnsupported where there is no such call.
func (r *folderRoot) syncFiles() error {
	err := retryInterrupted(func() error { return unix.Syncfs(int(r.dir.Fd())) })
	if errors.Is(err, unix.ENOSYS) {
		return errors.ErrUnsupported
	}
	return err
}
