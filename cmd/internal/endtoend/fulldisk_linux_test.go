package endtoend

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// The disk of a node has too little free space for the file. The download reports how much is needed and leaves nothing
// on the disk. With enough free space the same command succeeds.
func TestFullDiskIsReported(t *testing.T) {
	t.Parallel()
	const length = 4 << 20
	s := newSwarm(t, "")
	node := s.copyOf(2, "")
	require.NoError(t, os.MkdirAll(node, 0o755))
	if err := syscall.Mount("tmpfs", node, "tmpfs", 0, "size=2m"); err != nil {
		t.Skipf("a small disk needs the right to mount: %v", err)
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(node, 0)) })
	s.track()
	original := sample(t, filepath.Join(s.dir, "data.bin"), length, 40)
	_, torrent := s.share(1, original.path)
	for range 2 { // a second try changes nothing
		s.peer(2, "download", torrent).failsWith("the disk is full", "4194304 bytes are needed",
			"free some space, then try again")
		require.Empty(t, glob(t, filepath.Join(node, "data.bin*")))
		require.Empty(t, glob(t, filepath.Join(node, ".swarm", "data.bin*")))
	}
	require.NoError(t, syscall.Mount("tmpfs", node, "tmpfs", syscall.MS_REMOUNT, "size=16m"))
	two := s.peer(2, "download", torrent)
	require.Equal(t, 0, two.status())
	original.isAt(t, s.copyOf(2, "data.bin"))
}

// A script downloads a file while the disk is full, and again when there is free space. The first failure is then no
// longer worth an exit status.
func TestCuredFullDiskIsNotReportedAtExit(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	node := s.copyOf(2, "")
	require.NoError(t, os.MkdirAll(node, 0o755))
	if err := syscall.Mount("tmpfs", node, "tmpfs", 0, "size=2m"); err != nil {
		t.Skipf("a small disk needs the right to mount: %v", err)
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(node, 0)) })
	s.track()
	original := sample(t, filepath.Join(s.dir, "data.bin"), 4<<20, 41)
	_, torrent := s.share(1, original.path)
	two := s.peer(2)
	two.enter("download " + torrent)
	two.says("the disk is full")
	require.NoError(t, syscall.Mount("tmpfs", node, "tmpfs", syscall.MS_REMOUNT, "size=16m"))
	two.enter("download " + torrent)
	two.event("download_finished")
	two.enter("exit")
	require.Zero(t, two.status())
	require.NotContains(t, two.errors(), "full")
	original.isAt(t, s.copyOf(2, "data.bin"))
}
