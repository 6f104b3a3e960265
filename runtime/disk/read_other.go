//go:build !linux

package disk

import "os"

// readBlocks fills the buffers with consecutive bytes from offset on.
func readBlocks(handle *os.File, buffers [][]byte, offset int64) error {
	for _, buffer := range buffers {
		if err := readFull(handle, buffer, offset); err != nil {
			return err
		}
		offset += int64(len(buffer))
	}
	return nil
}

// stampOf returns the stamp of an open file.
func stampOf(handle *os.File) (stamp, error) {
	info, err := handle.Stat()
	if err != nil {
		return stamp{}, err
	}
	return stamp{size: info.Size(), modified: info.ModTime().UnixNano()}, nil
}
