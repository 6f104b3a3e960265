package disk

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func TestPipesAndDevicesAreNotOpened(t *testing.T) {
	b := newBench(t, t.TempDir())
	pipe := filepath.Join(b.Dir(), "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o644))
	for _, filePath := range []string{pipe, "/dev/zero"} {
		b.Share(filePath, "", nil)
		b.failure("not a regular file")
		b.Open(messages.Download{Torrent: filePath}, nil)
		b.failure("not a regular file")
	}
}

func TestUnreadableFile(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root reads everything")
	}
	b := newBench(t, t.TempDir())
	filePath := write(t, filepath.Join(b.Dir(), "a.bin"), content(10))
	require.NoError(t, os.Chmod(filePath, 0))
	b.Share(filePath, "", nil)
	b.failure("permission denied", "check who may read")
}

// TestFullDiskIsReported writes a piece to /dev/full, where each write fails with ENOSPC.
func TestFullDiskIsReported(t *testing.T) {
	b := newBench(t, t.TempDir())
	data := content(100_000)
	opened := b.opened(torrentOf(t, b.Dir(), "a.bin", data, 16<<10))
	f := opened.File.(*openFile)
	full, err := os.OpenFile("/dev/full", os.O_RDWR, 0)
	require.NoError(t, err)
	real := f.handle
	f.handle = full
	chunk, _ := b.Buffer(16 << 10)
	chunk.Place(0, data[:16<<10])
	b.Keep(f, 0, chunk, 0, nil)
	require.Equal(t, 0, b.failure("the disk is full: 16384 bytes are needed", "free some space").Piece)
	require.False(t, f.Has(0))
	f.handle = real
	require.NoError(t, full.Close())
	b.Keep(f, 0, chunk, 0, nil)
	want[any](b)
	require.True(t, f.Has(0))
	chunk.Release()
}

// TestHolesAreNotHashed finds the pieces that were written to a sparse file.
func TestHolesAreNotHashed(t *testing.T) {
	handle, err := os.Create(filepath.Join(t.TempDir(), "a.part"))
	require.NoError(t, err)
	defer func() { require.NoError(t, handle.Close()) }()
	file := messages.File{Length: 64 << 20, PieceLength: 1 << 20}
	require.NoError(t, allocate(handle, t.TempDir(), file.Length))
	for _, at := range []int64{0, 5<<20 - 1, 20<<20 + 777, 64<<20 - 1} {
		_, err = handle.WriteAt([]byte("xx")[:min(2, file.Length-at)], at)
		require.NoError(t, err)
	}
	written, bytes, err := writtenPieces(handle, file, false)
	require.NoError(t, err)
	for _, piece := range []int{0, 4, 5, 20, 63} {
		require.True(t, written.Has(piece), "piece %d", piece)
	}
	if written.Full() {
		t.Skip("this file system does not report holes")
	}
	require.Equal(t, 5, written.Count())
	require.Less(t, bytes, int64(1<<20))
}

func TestReadsAllocateNothing(t *testing.T) {
	b := newBench(t, t.TempDir())
	shared := b.share(write(t, filepath.Join(b.Dir(), "a.bin"), content(1<<20)))
	buffers := blocks(46)
	require.Zero(t, testing.AllocsPerRun(10, func() { _ = shared.File.ReadBlocks(buffers, 1000) }))
}
