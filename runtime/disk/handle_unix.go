//go:build !windows

package disk

import "os"

// openForReading opens an existing file for reading.
func openForReading(filePath string) (*os.File, error) { return os.Open(filePath) }

// openReadWrite opens a file for reading and writing. If create is set, it creates the file, which must not exist yet.
func openReadWrite(filePath string, create bool) (*os.File, error) {
	flags := os.O_RDWR
	if create {
		flags |= os.O_CREATE | os.O_EXCL
	}
	return os.OpenFile(filePath, flags, 0o644)
}
