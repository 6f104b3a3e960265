// Package sample makes the files that benchmarks move, and checks what arrived. It owns nothing beyond the files it is
// told to write, and it never times anything.
package sample

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
)

// Make writes a file of length bytes that do not compress, the same ones for the same seed, and gives their SHA-256.
func Make(path string, length int64, seed uint64) (sum [32]byte, err error) {
	file, err := os.Create(path)
	if err != nil {
		return sum, fmt.Errorf("sample: make: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	hash := sha256.New()
	random := io.LimitReader(rand.NewChaCha8(key), length)
	if _, err := io.CopyBuffer(io.MultiWriter(file, hash), random, make([]byte, 1<<20)); err != nil {
		return sum, fmt.Errorf("sample: make %s: %w", path, err)
	}
	return [32]byte(hash.Sum(nil)), nil
}

// ErrDiffers: a copy is not the original.
var ErrDiffers = errors.New("sample: the copy differs from the original")

// Check compares a copy's SHA-256.
func Check(path string, want [32]byte) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("sample: check: %w", err)
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.CopyBuffer(hash, file, make([]byte, 1<<20)); err != nil {
		return fmt.Errorf("sample: check %s: %w", path, err)
	}
	if [32]byte(hash.Sum(nil)) != want {
		return fmt.Errorf("%w: %s", ErrDiffers, path)
	}
	return nil
}
