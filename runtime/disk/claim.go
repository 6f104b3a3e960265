package disk

import (
	"runtime"
	"strings"

	"swarm/actors/port"
)

// claim makes the caller the only one in this process who writes a path, until unclaim.
func (s *Store) claim(path string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	path = fold(path)
	if _, taken := s.claimed[path]; taken {
		return false
	}
	s.claimed[path] = struct{}{}
	return true
}

func (s *Store) unclaim(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.claimed, fold(path))
}

// fold makes paths equal that usually are one file: macOS and Windows do not tell capitals apart.
func fold(path string) string {
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		return strings.ToLower(path)
	}
	return path
}

// give remembers a file that an actor is about to get.
func (s *Store) give(f *openFile) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return errStopped
	}
	s.open[f] = struct{}{}
	return nil
}

// Close lets go of a file. Reads and writes that go on are not disturbed; a download may be opened again only after them.
func (s *Store) Close(file port.OpenFile) {
	f, ours := file.(*openFile)
	if !ours {
		return
	}
	s.mu.Lock()
	_, open := s.open[f]
	delete(s.open, f)
	s.mu.Unlock()
	if open {
		_ = f.close() // nobody waits for an answer, and what must not be lost was synced by Finish
	}
}
