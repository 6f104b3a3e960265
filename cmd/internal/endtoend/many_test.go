//go:build unix

package endtoend

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// One script fetches hundreds of files at once. All of them arrive.
func TestHundredsOfDownloadsAtOnce(t *testing.T) {
	t.Parallel()
	const files = 300
	s := newSwarm(t, "")
	s.track()
	one := s.peer(1)
	originals := make([]file, files)
	for i := range originals {
		originals[i] = sample(t, filepath.Join(s.dir, fmt.Sprintf("file%d", i)), int64(1000*i), uint64(i))
		one.enter("send " + originals[i].path)
	}
	one.nthEvent("file_shared", files)
	s.lists(1, func(n nodeRow) bool { return n.Files == files })
	two := s.peer(2)
	for i := range originals {
		two.enter("download " + s.copyOf(1, fmt.Sprintf("file%d.torrent", i)))
	}
	two.nthEvent("download_finished", files)
	for i, original := range originals {
		original.isAt(t, s.copyOf(2, fmt.Sprintf("file%d", i)))
	}
	two.enter("exit")
	require.Zero(t, two.status())
}

// Names that differ in case only are two files, on a file system that knows two.
func TestNamesThatDifferInCase(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	upper := sample(t, s.copyOf(1, "Data.bin"), 100_000, 80)
	if exists(t, s.copyOf(1, "data.BIN")) {
		t.Skip("this file system knows one name only")
	}
	lower := sample(t, s.copyOf(1, "data.bin"), 200_000, 81)
	one := s.peer(1)
	one.enter("send Data.bin")
	one.enter("send data.bin")
	one.nthEvent("file_shared", 2)
	s.lists(1, func(n nodeRow) bool { return n.Files == 2 })
	two := s.peer(2)
	for _, name := range []string{"Data.bin", "data.bin"} {
		two.enter("download " + s.copyOf(1, name+".torrent"))
	}
	two.nthEvent("download_finished", 2)
	upper.isAt(t, s.copyOf(2, "Data.bin"))
	lower.isAt(t, s.copyOf(2, "data.bin"))
}
