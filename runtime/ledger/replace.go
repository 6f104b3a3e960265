package ledger

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// replace gives the file at path new content, whole or not at all: what is there stays until the new content is on the
// disk. There is one writer, so that the temporary file needs no name of its own each time, and none is left behind.
func replace(path string, mode fs.FileMode, write func(out *bufio.Writer) error) error {
	temporary := path + ".tmp"
	if err := fill(temporary, mode, write); err != nil {
		return fmt.Errorf("ledger: write %s: %w", path, errors.Join(err, remove(temporary)))
	}
	if err := os.Rename(temporary, path); err != nil {
		return fmt.Errorf("ledger: replace %s: %w", path, errors.Join(err, remove(temporary)))
	}
	if err := flushDirectory(filepath.Dir(path)); err != nil {
		return fmt.Errorf("ledger: flush the directory of %s: %w", path, err)
	}
	return nil
}

// fill writes a file and flushes it to the disk.
func fill(path string, mode fs.FileMode, write func(out *bufio.Writer) error) (err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, mode)
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

// remove frees the room that a failed write took; that the file is not there is fine.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
