package disk

import (
	"errors"
	"io"

	"swarm/actors/port"
)

// readFull fills a buffer with the bytes from offset on. It returns port.ErrChanged if the file ends before that: then
// another program has truncated it.
func readFull(from io.ReaderAt, buffer []byte, offset int64) error {
	n, err := from.ReadAt(buffer, offset)
	switch {
	case n == len(buffer):
		return nil
	case errors.Is(err, io.EOF):
		return port.ErrChanged
	}
	return err
}
