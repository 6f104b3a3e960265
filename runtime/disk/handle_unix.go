//go:build !windows

package disk

import (
	"io/fs"
	"os"
	"syscall"
)

// openForReading opens an existing file for reading.
func openForReading(filePath string) (*os.File, error) { return os.Open(filePath) }

// names returns the number of names (hard links) that a file has.
func names(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(stat.Nlink)
	}
	return 1
}

// openReadWrite opens a file for reading and writing, but no symbolic link. If create is set, it creates the file,
// which must not exist yet.
func openReadWrite(filePath string, create bool) (*os.File, error) {
	flags := os.O_RDWR | syscall.O_NOFOLLOW
	if create {
		flags |= os.O_CREATE | os.O_EXCL
	}
	return os.OpenFile(filePath, flags, 0o644)
}
