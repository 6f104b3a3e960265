package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

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
	f.finishing.Lock()
	defer f.finishing.Unlock()
	f.mu.Lock()
	whole, missing := f.whole, f.have.Len()-f.have.Count()
	f.mu.Unlock()
	if whole {
		return nil
	}
	if missing > 0 {
		return fmt.Errorf("%d pieces are missing", missing)
	}
	handle, err := f.beginUse()
	if err != nil {
		return err
	}
	return firstError(s.publish(f, handle, scratch), f.endUse())
}

// publish renames the part file to its final name. The handle stays open, so reads in progress are not disturbed. If
// another program has changed the part file, its pieces are verified again first.
func (s *Store) publish(f *openFile, handle *os.File, scratch []byte) error {
	spoiled, err := f.recheck(handle, scratch)
	if err == nil {
		err = checkSame(handle, f.part)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", f.part, err)
	}
	if spoiled > 0 {
		return fmt.Errorf("another program changed %d pieces of %s: stop that program, then download again; the other "+
			"pieces are kept", spoiled, f.part)
	}
	now, err := stampOf(handle)
	if err != nil {
		return err
	}
	if s.durable {
		if err := handle.Sync(); err != nil {
			return cause(err)
		}
	}
	err = renameNoReplace(f.part, f.final)
	if errors.Is(err, fs.ErrExist) {
		return errors.New("another file of this name was created during the download: move it away, then download " +
			"again; no piece is lost")
	}
	if err != nil {
		return advise(err)
	}
	if s.durable {
		err = syncFolder(s.dir)
	}
	f.mu.Lock()
	f.whole, f.stamp = true, now
	f.mu.Unlock()
	f.unclaim()
	return err
}
