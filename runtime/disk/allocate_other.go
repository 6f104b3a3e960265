//go:build !linux

package disk

import "os"

func allocate(handle *os.File, dir string, length int64) error { return reserve(handle, dir, length) }
