//go:build !linux

package disk

import "os"

// allocate only sets the length of the file: these systems have no portable call that allocates disk space.
func allocate(handle *os.File, dir string, length int64) error { return extend(handle, dir, length) }
