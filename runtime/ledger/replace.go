package ledger

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// replace replaces the content of a file atomically: the old content stays until the new content is on the disk. The
// temporary file always has the same name, because there is one writer. One that a crash has left is thus replaced.
func replace(filePath string, mode fs.FileMode, write func(out *bufio.Writer) error) error {
	temporary := filePath + ".tmp"
	if err := fill(temporary, mode, write); err != nil {
		return fmt.Errorf("ledger: write %s: %w", filePath, errors.Join(err, remove(temporary)))
	}
	if err := os.Rename(temporary, filePath); err != nil {
		return fmt.Errorf("ledger: replace %s: %w", filePath, errors.Join(err, remove(temporary)))
	}
	if err := flushDirectory(filepath.Dir(filePath)); err != nil {
		return fmt.Errorf("ledger: flush the directory of %s: %w", filePath, err)
	}
	return nil
}

// fill writes a file and flushes it to the disk.
func fill(filePath string, mode fs.FileMode, write func(out *bufio.Writer) error) (err error) {
	file, err := create(filePath, mode)
	if err != nil {
		return err
	}
	defer func() {
		if closed := file.Close(); err == nil {
			err = closed
		}
	}()
	out := bufio.NewWriterSize(file, 1<<16)
	if err := write(out); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return file.Sync()
}

// create creates a file in the place of one that a crash may have left. O_EXCL follows no link that somebody put there.
// A test replaces it to fill the disk.
var create = func(filePath string, mode fs.FileMode) (*os.File, error) {
	if err := remove(filePath); err != nil {
		return nil, err
	}
	return os.OpenFile(filePath, os.O_CREATE|os.O_WRONLY|os.O_EXCL, mode)
}

// remove removes a file that may not exist, for example what a failed write has left.
func remove(filePath string) error {
	if err := os.Remove(filePath); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
