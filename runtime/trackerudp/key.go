package trackerudp

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// keyBytes is the length of the key of connection ids: that of SHA-256.
const keyBytes = 32

// LoadKey reads the key of connection ids from a file, and makes it if there is none. A file of another length was
// damaged, and is replaced.
func LoadKey(file string) ([]byte, error) {
	key, err := os.ReadFile(file)
	switch {
	case err == nil && len(key) == keyBytes:
		return key, nil
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("trackerudp: read the key of connection ids: %w", err)
	}
	key = make([]byte, keyBytes)
	_, _ = rand.Read(key) // never fails
	if err := writeKey(file, key); err != nil {
		return nil, fmt.Errorf("trackerudp: write the key of connection ids: %w", err)
	}
	return key, nil
}

// writeKey writes a file that only its owner may read, whole or not at all.
func writeKey(file string, key []byte) (err error) {
	temporary, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*") // with mode 0600
	if err != nil {
		return err
	}
	_, err = temporary.Write(key)
	if err = errors.Join(err, temporary.Close()); err == nil {
		err = os.Rename(temporary.Name(), file)
	}
	if err != nil {
		_ = os.Remove(temporary.Name()) // the first error counts
	}
	return err
}
