//go:build unix

package endtoend

import (
	"path/filepath"
	"testing"

	"swarm/messages"

	"github.com/stretchr/testify/require"
)

// ethernetDatagram is the longest UDP datagram over IPv4 that an Ethernet frame carries, in bytes.
const ethernetDatagram = messages.EthernetMTU - messages.IPv4Headers

// The network path is the worst that the project promises to work on.
func TestDownloadOverABadPath(t *testing.T) {
	t.Parallel()
	const length = 8 << 20
	s := newSwarm(t, "")
	s.track()
	path := newRelay(t,
		faults{lost: 0.20, twice: 0.05, late: 0.05, flipped: 0.001, maxLength: ethernetDatagram, seed: 20})
	s.through(map[int]*relay{1: path})
	original := sample(t, filepath.Join(s.dir, "data.bin"), length, 20)
	_, torrent := s.share(1, original.path)
	two := s.peer(2, "download", torrent)
	require.Equal(t, 0, two.status())
	original.isAt(t, s.copyOf(2, "data.bin"))
	took, _ := two.event("download_finished")["took_s"].(float64)
	path.mutex.Lock()
	counts, passed := path.counts, path.passed
	path.mutex.Unlock()
	require.Positive(t, counts.long)
	require.Positive(t, counts.lost)
	require.Positive(t, counts.twice)
	require.Positive(t, counts.late)
	require.Positive(t, counts.flipped)
	require.GreaterOrEqual(t, passed, int64(length), "the file did not come through the relay")
	t.Logf("%d bytes in %.2f s: %.2f MB/s of goodput; the relay delivered %d bytes", length, took, length/took/1e6,
		passed)
}

// Behind a loopback address there is a path that drops long datagrams. The receiver asks for smaller blocks.
func TestPathWithASmallerMTUThanLoopback(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	path := newRelay(t, faults{maxLength: ethernetDatagram})
	s.through(map[int]*relay{1: path})
	original := sample(t, filepath.Join(s.dir, "data.bin"), 8<<20, 21)
	_, torrent := s.share(1, original.path)
	two := s.peer(2, "download", torrent)
	require.Equal(t, 0, two.status())
	original.isAt(t, s.copyOf(2, "data.bin"))
	took, _ := two.event("download_finished")["took_s"].(float64)
	path.mutex.Lock()
	defer path.mutex.Unlock()
	require.Positive(t, path.counts.long)
	require.Less(t, path.counts.long, path.counts.seen/4, "most of what is asked for fits")
	t.Logf("%.2f s; %+v", took, path.counts)
}
