//go:build unix

package endtoend

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// file is the original of a file that the test distributes.
type file struct {
	path string
	hash [sha256.Size]byte
}

// sample writes a file of pseudo-random bytes, which depend on the seed only.
func sample(t *testing.T, path string, length int64, seed uint64) file {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	out, err := os.Create(path)
	require.NoError(t, err)
	hash := sha256.New()
	_, err = io.CopyN(io.MultiWriter(out, hash), rand.NewChaCha8(key), length)
	require.NoError(t, err)
	require.NoError(t, out.Close())
	return file{path: path, hash: [sha256.Size]byte(hash.Sum(nil))}
}

// isAt requires an exact copy of the file at a file path.
func (f file) isAt(t *testing.T, path string) {
	t.Helper()
	require.Equal(t, f.hash, hashOf(t, path), "%s is not a copy of %s", path, f.path)
}

func exists(t *testing.T, path string) bool {
	t.Helper()
	_, err := os.Lstat(path)
	if !errors.Is(err, fs.ErrNotExist) {
		require.NoError(t, err)
	}
	return err == nil
}

func hashOf(t *testing.T, path string) [sha256.Size]byte {
	t.Helper()
	in, err := os.Open(path)
	require.NoError(t, err)
	defer in.Close()
	hash := sha256.New()
	_, err = io.Copy(hash, in)
	require.NoError(t, err)
	return [sha256.Size]byte(hash.Sum(nil))
}
