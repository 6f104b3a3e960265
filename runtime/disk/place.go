package disk

import (
	"fmt"
	"os"
	"path/filepath"
)

// place returns the absolute path of the folder where a download is to lie: the node's, or another one that the user
// names. That one is created if it does not exist, and is locked for this process until Stop: the unfinished download
// lies in a folder of the node's own files inside it.
func (s *Store) place(folder string) (string, error) {
	if folder == "" {
		return s.dir, nil
	}
	dir, err := filepath.Abs(folder)
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err != nil {
		return "", fmt.Errorf("create folder %s: %w", folder, advise(err))
	}
	dir, err = filepath.EvalSymlinks(dir) // one folder must not be locked under two names
	if err != nil {
		return "", fmt.Errorf("open folder %s: %w", folder, advise(err))
	}
	s.placing.Lock()
	defer s.placing.Unlock()
	if _, known := s.places[fold(dir)]; known || sameFolder(dir, s.dir) {
		return dir, nil
	}
	if err := makeOwnFolder(dir); err != nil {
		return "", err
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return "", err
	}
	s.places[fold(dir)] = lock
	return dir, removeLeftovers(dir)
}

func sameFolder(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

// leavePlaces unlocks the folders of place.
func (s *Store) leavePlaces() error {
	s.placing.Lock()
	defer s.placing.Unlock()
	var err error
	for dir, lock := range s.places {
		err = firstError(err, lock.release())
		delete(s.places, dir)
	}
	return err
}
