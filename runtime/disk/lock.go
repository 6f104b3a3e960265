package disk

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// errLocked: another process holds the lock.
var errLocked = errors.New("the lock is held")

// folderLock keeps other processes out of a node's folder. It ends with the process, however that ends.
type folderLock struct{ handle *os.File }

// lockFolder takes the folder for this process. The lock file stays when it is released: to remove it could take it
// from under a process that is just locking it.
func lockFolder(dir string) (*folderLock, error) {
	path := filepath.Join(dir, lockName)
	handle, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("disk: lock node folder %s: %w", dir, advise(err))
	}
	err = lockFile(handle)
	if errors.Is(err, errLocked) {
		err = fmt.Errorf("disk: lock node folder %s: it is in use by another process%s: stop that one, or take another node id or another folder", dir, holder(handle))
		return nil, firstError(err, handle.Close())
	}
	if err == nil {
		err = writeHolder(handle)
	}
	if err != nil {
		err = fmt.Errorf("disk: lock node folder %s: %w", dir, cause(err))
		return nil, firstError(err, handle.Close())
	}
	return &folderLock{handle: handle}, nil
}

func writeHolder(handle *os.File) error {
	if err := handle.Truncate(0); err != nil {
		return err
	}
	_, err := handle.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

// holder says which process holds the lock, if it wrote that down already.
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
