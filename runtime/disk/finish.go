package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"swarm/actors/port"
)

// Finish gives a file that has all its pieces its final name. To finish twice is harmless.
func (s *Store) Finish(file port.OpenFile, replyTo port.PID) {
	f, ours := file.(*openFile)
	if !ours {
		s.fail(replyTo, file.File().Name, -1, errors.New("disk: finish: the file is of another store"))
		return
	}
	task := func([]byte) {
		if err := s.finish(f); err != nil {
			s.fail(replyTo, f.file.Name, -1, fmt.Errorf("disk: finish %s: %w", f.final, err))
			return
		}
		s.gate.Post(replyTo, &port.Finished{FilePath: f.final})
	}
	if !s.work.addUrgent(task) {
		s.fail(replyTo, f.file.Name, -1, fmt.Errorf("disk: finish %s: %w", f.final, s.whyNot()))
	}
}

func (s *Store) finish(f *openFile) error {
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
	handle, err := f.use()
	if err != nil {
		return err
	}
	return firstError(s.publish(f, handle), f.unuse())
}

// publish renames the file. Its handle stays open: those who read it do not notice.
func (s *Store) publish(f *openFile, handle *os.File) error {
	now, err := stampOf(handle)
	if err != nil {
		return err
	}
	if now.size != f.file.Length {
		return fmt.Errorf("%s was changed by somebody else: remove it, then download again", f.part)
	}
	if s.durable {
		if err := handle.Sync(); err != nil {
			return cause(err)
		}
	}
	err = renameNew(f.part, f.final)
	if errors.Is(err, fs.ErrExist) {
		return errors.New("a file of this name appeared meanwhile: move it away, then download again: nothing is lost")
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
	f.yield()
	return err
}
