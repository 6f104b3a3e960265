//go:build !windows

package ledger

import "os"

// flushDirectory makes a rename survive a power cut.
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
