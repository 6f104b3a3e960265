package sample

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMakeAndCheck(t *testing.T) {
	one, two := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "two")
	sum, err := Make(one, 3<<20+5, 1)
	require.NoError(t, err)
	second, err := Make(two, 3<<20+5, 1)
	require.NoError(t, err)
	require.Equal(t, sum, second)
	require.NoError(t, Check(two, sum))

	file, err := os.OpenFile(two, os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = file.WriteAt([]byte("x?"), 2<<20)
	require.NoError(t, err)
	require.NoError(t, file.Close())
	require.ErrorIs(t, Check(two, sum), ErrDiffers)

	other, err := Make(two, 3<<20+5, 2)
	require.NoError(t, err)
	require.NotEqual(t, sum, other)
	require.ErrorIs(t, Check(filepath.Join(t.TempDir(), "none"), sum), os.ErrNotExist)
}

func TestMakeAndCheckFolder(t *testing.T) {
	one, two := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "two")
	sum, err := MakeFolder(one, 120, 12_000, 1)
	require.NoError(t, err)
	second, err := MakeFolder(two, 120, 12_000, 1)
	require.NoError(t, err)
	require.Equal(t, sum, second)
	require.NoError(t, CheckFolder(two, sum))
	require.NoError(t, os.Remove(filepath.Join(two, "0001", "0000119.bin")))
	require.ErrorIs(t, CheckFolder(two, sum), ErrDiffers)
	require.ErrorIs(t, CheckFolder(filepath.Join(t.TempDir(), "none"), sum), os.ErrNotExist)
}
