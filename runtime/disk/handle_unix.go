//go:build !windows

package disk

import "os"

func openForReading(path string) (*os.File, error) { return os.Open(path) }

// openReadWrite opens a file for reading and writing; a fresh one must not be there yet.
func openReadWrite(path string, fresh bool) (*os.File, error) {
	flags := os.O_RDWR
	if fresh {
		flags |= os.O_CREATE | os.O_EXCL
	}
	return os.OpenFile(path, flags, 0o644)
}
