//go:build unix

package endtoend

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// An owner is killed in the middle of a chunk. The other owner sends the rest.
func TestOwnerIsKilledMidChunk(t *testing.T) {
	t.Parallel()
	const length, rate = 8 << 20, 8 << 20
	s := newSwarm(t, "")
	s.track()
	paths := map[int]*relay{1: newRelay(t, faults{rate: rate}), 2: newRelay(t, faults{rate: rate})}
	s.through(paths)
	original := sample(t, filepath.Join(s.dir, "data.bin"), length, 30)
	first, torrent := s.share(1, original.path)
	s.share(2, original.path)
	three := s.peer(3, "download", torrent)
	paths[1].awaitBytes(1<<20 + 1234)
	first.kill()
	require.Equal(t, 0, three.status())
	original.isAt(t, s.copyOf(3, "data.bin"))
	require.Equal(t, float64(1), three.event("chunk_reassigned")["owner"])
}

// The tracker is killed in the middle of a download, and restarted with or without its database. The download continues
// meanwhile, and a node that joins later finds the owners.
func TestTrackerIsKilledAndRestarted(t *testing.T) {
	t.Parallel()
	for name, keepsDatabase := range map[string]bool{"with its database": true, "without its database": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const length, rate = 8 << 20, 4 << 20
			s := newSwarm(t, impatient)
			s.track()
			path := newRelay(t, faults{rate: rate})
			registrar := s.through(map[int]*relay{1: path})
			known := s.url // to the nodes
			original := sample(t, filepath.Join(s.dir, "data.bin"), length, 31)
			_, torrent := s.share(1, original.path)
			two := s.peer(2, "download", torrent)
			path.awaitBytes(length / 5)
			s.tracker.kill()
			if !keepsDatabase {
				require.NoError(t, os.RemoveAll(filepath.Join(s.dir, "tracker_db")))
			}
			path.awaitBytes(length / 5) // nobody needs the tracker for what has begun

			s.track()
			registrar.setTracker(t, s.url)
			s.url = known
			s.lists(1, func(n nodeRow) bool { return n.Files == 1 })
			three := s.peer(3, "download", torrent)
			require.Equal(t, 0, three.status())
			original.isAt(t, s.copyOf(3, "data.bin"))
			require.Equal(t, 0, two.status())
			original.isAt(t, s.copyOf(2, "data.bin"))
			require.NotContains(t, strings.Join(two.stdout, "\n"), "tracker_refused")
		})
	}
}
