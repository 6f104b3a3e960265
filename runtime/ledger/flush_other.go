//go:build !windows

package ledger

import "os"

// flushDirectory brings the names in a directory to the disk, so that a new or renamed file survives a power cut.
func flushDirectory(filePath string) error {
	directory, err := os.Open(filePath)
	if err != nil {
		return err
	}
	err = directory.Sync()
	if closed := directory.Close(); err == nil {
		err = closed
	}
	return err
}
