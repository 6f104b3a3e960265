package disk

import (
	"runtime"
	"strings"

	"swarm/actors/port"
)

// claim reserves a file path for one writer within this process. It returns false if the path is reserved already.
func (s *Store) claim(filePath string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	filePath = fold(filePath)
	if _, taken := s.claimed[filePath]; taken {
		return false
	}
	s.claimed[filePath] = struct{}{}
	return true
}

// unclaim ends the reservation of a file path.
func (s *Store) unclaim(filePath string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.claimed, fold(filePath))
}

// fold converts a file path to lower case on macOS and Windows, where paths that differ in case only usually name the
// same file.
func fold(filePath string) string {
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		return strings.ToLower(filePath)
	}
	return filePath
}

// register adds a file to the open files before an actor receives it. Stop closes those that are still open.
func (s *Store) register(f torrentContent) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return errStopped
	}
	s.open[f] = struct{}{}
	return nil
}

// Close closes a file. Reads and writes in progress end normally. An unfinished download can be opened again only after
// they have ended.
func (s *Store) Close(file port.OpenFile) {
	f, ok := file.(torrentContent)
	if !ok {
		return
	}
	s.mu.Lock()
	_, open := s.open[f]
	delete(s.open, f)
	s.mu.Unlock()
	if open {
		_ = f.close() // nobody waits for a reply, and Finish has already synced what must not be lost
	}
}
