//go:build !linux

package ledger

import "os"

// flushData flushes a file to the disk.
func flushData(file *os.File) error { return file.Sync() }
