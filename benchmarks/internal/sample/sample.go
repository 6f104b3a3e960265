// Package sample creates the files that benchmarks transfer, and checks the copies. It owns only the files that it is
// told to write, and measures no time.
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

// Make writes a file of length bytes that cannot be compressed, and returns its SHA-256. The seed determines the bytes.
func Make(filePath string, length int64, seed uint64) (sum [32]byte, err error) {
	file, err := os.Create(filePath)
	if err != nil {
		return sum, fmt.Errorf("sample: make: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	hash := sha256.New()
	random := io.LimitReader(rand.NewChaCha8(key), length)
	if _, err := io.CopyBuffer(io.MultiWriter(file, hash), random, make([]byte, 1<<20)); err != nil {
		return sum, fmt.Errorf("sample: make %s: %w", filePath, err)
	}
	return [32]byte(hash.Sum(nil)), nil
}

// ErrDiffers means that a copy differs from the original.
var ErrDiffers = errors.New("sample: the copy differs from the original")

// Check compares a copy's SHA-256 with the original's.
func Check(filePath string, want [32]byte) error {
	file, err := os.Open(filePath)
	if err != nil {
		return fmt.Errorf("sample: check: %w", err)
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.CopyBuffer(hash, file, make([]byte, 1<<20)); err != nil {
		return fmt.Errorf("sample: check %s: %w", filePath, err)
	}
	if [32]byte(hash.Sum(nil)) != want {
		return fmt.Errorf("%w: %s", ErrDiffers, filePath)
	}
	return nil
}
