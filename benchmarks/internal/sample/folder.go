package sample

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// filesPerFolder is how many files MakeFolder puts into each folder: large enough that folders cost little, and few
// enough that no file system is slow.
const filesPerFolder = 100

// MakeFolder makes a folder with files of equal length that cannot be compressed. It returns the hash of all names and
// bytes. length is that of all files together.
func MakeFolder(folder string, files int, length int64, seed uint64) (sum [32]byte, err error) {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	random := rand.NewChaCha8(key)
	data := make([]byte, length/int64(files))
	for i := range files {
		inside := filepath.Join(folder, fmt.Sprintf("%04d", i/filesPerFolder))
		if i%filesPerFolder == 0 {
			if err := os.MkdirAll(inside, 0o755); err != nil {
				return sum, fmt.Errorf("sample: make: %w", err)
			}
		}
		_, _ = random.Read(data) // never fails
		if err := os.WriteFile(filepath.Join(inside, fmt.Sprintf("%07d.bin", i)), data, 0o644); err != nil {
			return sum, fmt.Errorf("sample: make: %w", err)
		}
	}
	return sumFolder(folder)
}

// CheckFolder compares the names and bytes of a copied folder with the original's.
func CheckFolder(folder string, want [32]byte) error {
	sum, err := sumFolder(folder)
	if err != nil {
		return fmt.Errorf("sample: check %s: %w", folder, err)
	}
	if sum != want {
		return fmt.Errorf("%w: %s", ErrDiffers, folder)
	}
	return nil
}

// sumFolder returns a hash of the names, lengths and bytes of all files of a folder.
func sumFolder(folder string) (sum [32]byte, err error) {
	hash := sha256.New()
	err = filepath.WalkDir(folder, func(found string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, found)
		if err != nil {
			return err
		}
		file, err := os.Open(found)
		if err != nil {
			return err
		}
		defer file.Close()
		info, err := file.Stat()
		if err != nil {
			return err
		}
		fmt.Fprintf(hash, "%q %d\n", filepath.ToSlash(name), info.Size())
		_, err = io.Copy(hash, file)
		return err
	})
	return [32]byte(hash.Sum(nil)), err
}
