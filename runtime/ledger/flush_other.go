//go:build !windows

package ledger

import "os"

// flushDirectory makes a rename survive a power cut.
func flushDirectory(path string) error {
	directory, err := os.Open(path)
	if err != nil {
		return err
	}
	err = directory.Sync()
	if closed := directory.Close(); err == nil {
		err = closed
	}
	return err
}
