//go:build !linux

package disk

import "os"

// nextData knows of no holes here: everything is data.
func nextData(_ *os.File, at, size int64) (data, hole int64, err error) { return at, size, nil }
