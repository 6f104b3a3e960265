//go:build unix

package endtoend

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A folder with files of awkward names and sizes arrives at two nodes: the second one also fetches from the first, and
// is killed in the middle and started again.
func TestFolder(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	folder := filepath.Join(s.dir, "my photos")
	originals := map[string]file{}
	for i, name := range []string{"a.jpg", "b/ü 1.jpg", "b/c/Ω", "b/c/more.bin", "empty"} {
		length := []int64{3 << 20, 16 << 10, 1, 200_001, 0}[i]
		originals[name] = sample(t, filepath.Join(folder, filepath.FromSlash(name)), length, uint64(i))
	}
	require.NoError(t, os.Chmod(filepath.Join(folder, "a.jpg"), 0o755))
	_, torrent := s.share(1, folder)

	first := s.peer(2, "-seed", "download", torrent)
	first.event("download_finished")
	second := s.peer(3, "-download_limit", "1MB", "download", torrent)
	begun := func() bool { return len(glob(t, s.copyOf(3, filepath.Join(".swarm", "my photos.*", "*")))) > 0 }
	require.Eventually(t, begun, patience, 10*time.Millisecond)
	second.kill()
	require.False(t, exists(t, s.copyOf(3, "my photos")), "the folder has its final name, and cannot be complete")
	s.peer(3, "download", torrent).event("download_finished")
	for id := 2; id <= 3; id++ {
		for name, original := range originals {
			original.isAt(t, filepath.Join(s.copyOf(id, "my photos"), filepath.FromSlash(name)))
		}
		info, err := os.Stat(filepath.Join(s.copyOf(id, "my photos"), "a.jpg"))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o755), info.Mode().Perm())
	}
}

// Some files of a folder are downloaded to a folder of the user's, and later one more.
func TestChosenFilesOfFolder(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	folder := filepath.Join(s.dir, "my photos")
	originals := map[string]file{}
	for i, name := range []string{"a.jpg", "b/ü 1.jpg", "b/c/more.bin", "z.txt"} {
		originals[name] = sample(t, filepath.Join(folder, filepath.FromSlash(name)), int64(1+i*300_001), uint64(i))
	}
	_, torrent := s.share(1, folder)
	place := filepath.Join(s.dir, "place")
	check := func(names ...string) {
		for name, original := range originals {
			copied := filepath.Join(place, "my photos", filepath.FromSlash(name))
			if slices.Contains(names, name) {
				original.isAt(t, copied)
			} else {
				require.NoFileExists(t, copied)
			}
		}
	}
	s.peer(2, "-only", "*.jpg", "-o", place, "download", torrent).summary()
	check("a.jpg", "b/ü 1.jpg")
	s.peer(2, "download", torrent, "-o", place, "-only", "b/c").summary()
	check("a.jpg", "b/ü 1.jpg", "b/c/more.bin")
}

// Several names after send are shared one by one.
func TestSeveralFilesAreSent(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	var names []string
	for i, name := range []string{"a.bin", "b c.bin"} {
		names = append(names, filepath.Join(s.dir, name))
		sample(t, names[i], 100_000, uint64(i))
	}
	sender := s.peer(1, append([]string{"send"}, names...)...)
	sender.nthEvent("file_shared", 2)
	for _, name := range names {
		s.peer(2, "download", s.copyOf(1, filepath.Base(name)+".torrent")).summary()
	}
}
