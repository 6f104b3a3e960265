package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"swarm/actors/port"
)

var (
	errStopped        = errors.New("the node is stopping")
	errBusy           = errors.New("too many disk requests are waiting: try again in a moment")
	errContentDiffers = errors.New("its content is not what the torrent describes")
)

// firstError returns the first error that is not nil.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// advise adds to an error of the operating system what the user can do about it.
func advise(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: check the name", cause(err))
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w: check who may read and write it", cause(err))
	case isQuota(err):
		return fmt.Errorf("%w: remove some files, or have the quota raised, then try again", cause(err))
	case isFull(err):
		return fmt.Errorf("%w: free some space, then try again", cause(err))
	}
	return cause(err)
}

// cause removes the operation and the file path from an error of package os, because the caller names them itself.
func cause(err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		return pathError.Err
	}
	if linkError, ok := errors.AsType[*os.LinkError](err); ok {
		return linkError.Err
	}
	return err
}

// diskFull returns the error that reports a full disk, or a quota that is used up: then the free bytes of the whole
// disk say nothing. dir is where, and needs is the number of bytes that had to be written.
func diskFull(dir string, needs int64, cause error) error {
	if isQuota(cause) {
		return fmt.Errorf("your quota for the disk with %s is used up: %d bytes are needed: remove some files, "+
			"or have the quota raised, then try again", dir, needs)
	}
	free, err := freeBytes(dir)
	if err != nil {
		return fmt.Errorf("the disk is full: %d bytes are needed: free some space, then try again", needs)
	}
	return fmt.Errorf("the disk is full: %d bytes are needed, %d are free: free some space, then try again",
		needs, free)
}

// fail replies that a call failed.
func (s *Store) fail(replyTo port.PID, what string, piece int, err error) {
	s.gate.Post(replyTo, &port.StoreFailed{What: what, Piece: piece, Cause: err})
}
