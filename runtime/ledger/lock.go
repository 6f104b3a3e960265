package ledger

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// lockName is the file that one tracker at a time locks. It holds the tracker's process id.
const lockName = ".lock"

// errLocked reports that another process holds the lock.
var errLocked = errors.New("another process holds the lock")

// lockDirectory locks the database for this process. Two trackers that replaced each other's files would lose nodes.
// The operating system releases the lock when the process ends, even after a crash. The file is never removed: another
// process could be about to lock it, and would then hold the lock of a file that no longer exists.
//
// A file system without locks (some network file systems) is used all the same: the warning says so.
func lockDirectory(dir string, warn func(text string)) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("ledger: lock the tracker's database %s: %w: choose another folder with -dir, or set "+
			"tracker_db_dir in config.yaml", dir, err)
	}
	err = lockFile(file)
	if errors.Is(err, errLocked) {
		err = fmt.Errorf("ledger: the tracker's database %s is in use by another tracker%s: stop that tracker, or "+
			"choose another folder with -dir", dir, holder(file))
		return nil, errors.Join(err, file.Close())
	}
	if err != nil {
		warn(fmt.Sprintf("the tracker's database %s cannot be locked (%v): make sure that no other tracker uses it",
			dir, err))
		return file, nil
	}
	if err := writeHolder(file); err != nil {
		return nil, errors.Join(fmt.Errorf("ledger: write to the lock of the tracker's database %s: %w", dir, err),
			file.Close())
	}
	return file, nil
}

// writeHolder writes the id of this process into the lock file.
func writeHolder(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

// holder returns the process that holds the lock as " (pid 123)", or "" if it has not written its id yet.
func holder(file *os.File) string {
	text, err := io.ReadAll(io.NewSectionReader(file, 0, 32))
	pid, notNumber := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || notNumber != nil {
		return ""
	}
	return fmt.Sprintf(" (pid %d)", pid)
}
