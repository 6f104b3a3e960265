package disk

import (
	"errors"
	"io"

	"swarm/actors/port"
)

// readRest fills one buffer. A file that ends before its length was changed.
func readRest(from io.ReaderAt, buffer []byte, offset int64) error {
	n, err := from.ReadAt(buffer, offset)
	switch {
	case n == len(buffer):
		return nil
	case errors.Is(err, io.EOF):
		return port.ErrChanged
	}
	return err
}
