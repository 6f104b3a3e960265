package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

// errLocked reports that another process holds the lock.
var errLocked = errors.New("another process holds the lock")

// folderLock is the lock that keeps other processes from using a node's folder. The operating system releases it when
// the process ends, even after a crash.
type folderLock struct{ handle *os.File }

// lockFolder locks the folder for this process. The lock file is never removed: another process could be about to lock
// it, and would then hold the lock of a file that no longer exists.
func lockFolder(dir string) (*folderLock, error) {
	filePath := ownFile(dir, lockName)
	handle, _, err := openOwn(filePath)
	if errors.Is(err, fs.ErrExist) { // another process created it meanwhile
		handle, _, err = openOwn(filePath)
	}
	if err != nil {
		return nil, fmt.Errorf("disk: lock node folder %s: open %s: %w", dir, filePath, err)
	}
	err = lockFile(handle)
	if errors.Is(err, errLocked) {
		err = fmt.Errorf("disk: lock node folder %s: it is in use by another process%s: stop that process, or choose "+
			"another node id or folder", dir, holder(handle))
		return nil, firstError(err, handle.Close())
	}
	if noLocks(err) {
		err = fmt.Errorf("disk: lock node folder %s: the file system has no locks, or its lock service is not running "+
			"(%w): choose a folder on another file system with -dir", dir, cause(err))
		return nil, firstError(err, handle.Close())
	}
	if err == nil {
		err = writeHolder(handle)
	}
	if err != nil {
		err = fmt.Errorf("disk: lock node folder %s: %w", dir, advise(err))
		return nil, firstError(err, handle.Close())
	}
	return &folderLock{handle: handle}, nil
}

// writeHolder writes the id of this process into the lock file.
func writeHolder(handle *os.File) error {
	if err := handle.Truncate(0); err != nil {
		return err
	}
	_, err := handle.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

// holder returns the process that holds the lock as " (pid 123)", or "" if it has not written its id yet.
func holder(handle *os.File) string {
	text, err := io.ReadAll(io.NewSectionReader(handle, 0, 32))
	if err != nil {
		return ""
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return ""
	}
	return fmt.Sprintf(" (pid %d)", pid)
}

func (l *folderLock) release() error { return l.handle.Close() }
