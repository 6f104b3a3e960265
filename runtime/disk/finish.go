package disk

import (
	"errors"
	"fmt"

	"swarm/actors/port"
)

// Finish renames a complete download to its final name. Finishing it again does nothing and succeeds.
func (s *Store) Finish(file port.OpenFile, replyTo port.PID) {
	f, ok := file.(torrentContent)
	if !ok {
		s.fail(replyTo, file.File().Name, -1, errors.New("disk: finish: the file was opened by another store"))
		return
	}
	task := func(scratch []byte) {
		if err := f.finish(s, scratch); err != nil {
			s.fail(replyTo, f.File().Name, -1, fmt.Errorf("disk: finish %s: %w", f.finalPath(), err))
			return
		}
		s.gate.Post(replyTo, &port.Finished{FilePath: f.finalPath()})
	}
	if !s.work.addUrgent(task) {
		s.fail(replyTo, f.File().Name, -1, fmt.Errorf("disk: finish %s: %w", f.finalPath(), s.queueError()))
	}
}

// finish checks that no piece is missing and renames the file.
func (f *openFile) finish(s *Store, scratch []byte) error {
	return f.finishOnce(func() error { return f.publish(s, scratch) })
}

// publish renames the part file to its final name. The handle stays open, so reads in progress are not disturbed. If
// another program has changed the part file, its pieces are verified again first.
func (f *openFile) publish(s *Store, scratch []byte) error {
	wrong, err := f.recheck(scratch)
	if err == nil {
		err = checkSame(f.handle, f.part)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", f.part, err)
	}
	if wrong > 0 {
		return f.errSpoiled(wrong)
	}
	if f.stamp, err = stampOf(f.handle); err != nil {
		return err
	}
	if s.durable {
		if err := f.handle.Sync(); err != nil {
			return cause(err)
		}
	}
	return f.rename(s, func() error { return renameNoReplace(f.part, f.final) })
}
