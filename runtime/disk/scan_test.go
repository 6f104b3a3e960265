package disk

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStopEndsScan(t *testing.T) {
	folder, _ := makeFolder(t, "pictures")
	b := newBench(t, t.TempDir())
	require.NoError(t, b.Stop())
	_, _, err := b.describeFolder(folder, "", nil)
	require.ErrorIs(t, err, errStopped)
}

func TestScanFolder(t *testing.T) {
	folder, _ := makeFolder(t, "pictures")
	write(t, filepath.Join(folder, ".hidden"), nil)
	write(t, filepath.Join(folder, "a", "b.tmp"), nil)
	require.NoError(t, os.Symlink(os.TempDir(), filepath.Join(folder, "out")))
	require.NoError(t, os.Symlink(filepath.Join("..", "b"), filepath.Join(folder, "up")))
	members, left, err := ScanFolder(t.Context(), folder, Scan{Exclude: []string{"*.tmp", "a/deep"}})
	require.NoError(t, err)
	require.Len(t, members, 5)
	require.Equal(t, []LeftOut{
		{".hidden", "it is hidden"}, {"a/b.tmp", "it is excluded"}, {"a/deep", "it is excluded"},
		{"out", "it is a symbolic link that leads out of the folder"},
		{"up", "it is a symbolic link that leads out of the folder"},
	}, left)
	_, _, err = ScanFolder(t.Context(), folder, Scan{Exclude: []string{"["}})
	require.ErrorContains(t, err, "the pattern")
	_, _, err = ScanFolder(t.Context(), t.TempDir(), Scan{})
	require.ErrorContains(t, err, "contains no files")
}
