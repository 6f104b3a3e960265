package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"swarm/actors/port"
)

var (
	errStopped = errors.New("the node is stopping")
	errBusy    = errors.New("too much is asked of the disk at a time: try again in a moment")
	errDiffers = errors.New("the content is not that of the torrent")
)

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// advise says what a person can do about an error of the system.
func advise(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: check the name", cause(err))
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w: check who may read and write it", cause(err))
	}
	return cause(err)
}

// cause strips the operation and the path, which the caller names itself.
func cause(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	if link, ok := errors.AsType[*os.LinkError](err); ok {
		return link.Err
	}
	return err
}

// noRoom is what a full disk is reported as.
func (s *Store) noRoom(needs int64) error {
	free, err := freeBytes(s.dir)
	if err != nil {
		return fmt.Errorf("the disk is full: %d bytes are needed: make room, then try again", needs)
	}
	return fmt.Errorf("the disk is full: %d bytes are needed, %d are free: make room, then try again", needs, free)
}

// fail answers a call that the disk would not do.
func (s *Store) fail(replyTo port.PID, what string, piece int, err error) {
	s.gate.Post(replyTo, &port.StoreFailed{What: what, Piece: piece, Cause: err})
}
