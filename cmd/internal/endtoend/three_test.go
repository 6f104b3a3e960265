//go:build unix

package endtoend

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// portsAsked counts calls of freePort, so that tests that run at the same time get different ports.
var portsAsked atomic.Int32

// freePort returns a TCP port of localhost that is not in use. It is below those that Linux assigns to outgoing
// connections, so that no connection takes it before the tracker does.
func freePort(t *testing.T) int {
	t.Helper()
	first := 15000 + os.Getpid()%10000 + 1000*int(portsAsked.Add(1)%10)
	for port := first; port < first+1000; port++ {
		if listener, err := net.Listen("tcp", fmt.Sprintf("localhost:%d", port)); err == nil {
			require.NoError(t, listener.Close())
			return port
		}
	}
	require.Fail(t, "no port is free")
	return 0
}

// The session of the specification: three terminals, the tracker's address from the configuration, commands at prompts,
// and names in the node's own folder.
func TestSpecificationAtPrompts(t *testing.T) {
	t.Parallel()
	port := freePort(t)
	s := newSwarm(t, fmt.Sprintf("constants:\n  tracker_addr: [localhost, %d]\n", port))
	s.track("-config", "config.yaml")
	require.Contains(t, s.url, fmt.Sprint(port))
	original := sample(t, s.copyOf(1, "lesson.iso"), 3<<20+17, 1)

	one, two := s.run("peer", "-node_id", "1"), s.run("peer", "-node_id", "2")
	one.enter("torrent -setMode send lesson.iso")
	one.says("shares lesson.iso")
	two.says("registered with the tracker") // its folder exists now
	torrent, err := os.ReadFile(s.copyOf(1, "lesson.iso.torrent"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(s.copyOf(2, "lesson.iso.torrent"), torrent, 0o644))
	two.enter("torrent -setMode download lesson.iso.torrent")
	two.says("has lesson.iso, complete and verified")
	original.isAt(t, s.copyOf(2, "lesson.iso"))

	two.enter("torrent -setMode download lesson.iso.torrent")
	two.says("has lesson.iso already, complete and verified")
	one.enter("torrent -setMode recieve lesson.iso")
	one.says("unknown mode")
	for _, p := range []*process{two, one} {
		p.enter("torrent -setMode exit")
		require.Equal(t, 0, p.status())
	}
	nodes, err := s.nodes()
	require.NoError(t, err)
	require.Empty(t, nodes)
	s.tracker.interrupt()
	require.Equal(t, 0, s.tracker.status())
	for _, log := range []string{"tracker.log", "node1.log", "node2.log"} {
		require.True(t, exists(t, filepath.Join(s.dir, "logs", log)), log)
	}
}

// The commands of the specification as arguments, for scripts.
func TestSpecificationAsArguments(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	original := sample(t, filepath.Join(s.dir, "elsewhere", "data.bin"), 5<<20, 2)
	one := s.peer(1, "torrent", "-setMode", "send", original.path)
	torrent, _ := one.event("file_shared")["torrent"].(string)
	require.Equal(t, s.copyOf(1, "data.bin.torrent"), torrent)

	two := s.peer(2, "torrent", "-setMode", "download", torrent)
	require.Equal(t, 0, two.status())
	original.isAt(t, s.copyOf(2, "data.bin"))
	summary := two.summary()
	require.Equal(t, true, summary["ok"])
	require.Equal(t, float64(5<<20), rowOf(t, summary, 2)["bytes_down"])

	repeated := s.peer(2, "download", torrent)
	require.Equal(t, 0, repeated.status())
	require.Equal(t, true, repeated.event("download_finished")["already"])
	require.Equal(t, float64(0), rowOf(t, repeated.summary(), 2)["bytes_down"])
	original.isAt(t, s.copyOf(2, "data.bin"))
}

// rowOf returns the row of a node in a summary.
func rowOf(t *testing.T, summary map[string]any, node int) map[string]any {
	t.Helper()
	rows, _ := summary["nodes"].([]any)
	for _, row := range rows {
		if row, ok := row.(map[string]any); ok && row["node"] == float64(node) {
			return row
		}
	}
	require.Fail(t, "no row", "the summary says nothing of node %d: %v", node, summary)
	return nil
}

// A peer with -seed serves the file that it has fetched, after the first owner has left.
func TestDownloadWithSeedServesTheFile(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	original := sample(t, filepath.Join(s.dir, "data.bin"), 2<<20, 3)
	one, torrent := s.share(1, original.path)
	two := s.peer(2, "-seed", "download", torrent)
	two.event("download_finished")
	one.interrupt()
	require.Equal(t, 0, one.status())
	three := s.peer(3, "download", torrent)
	require.Equal(t, 0, three.status())
	original.isAt(t, s.copyOf(3, "data.bin"))
	two.interrupt()
	require.Equal(t, 0, two.statusWithin(leaveLimit))
	require.Positive(t, rowOf(t, two.summary(), 2)["bytes_up"])
}

// leaveLimit is how long a peer may take to end after Ctrl-C.
const leaveLimit = 2 * time.Second

// A peer leaves the swarm at Ctrl-C: the tracker forgets it before its lease ends.
func TestCtrlCLeavesTheSwarm(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	original := sample(t, filepath.Join(s.dir, "data.bin"), 1<<20, 4)
	one, _ := s.share(1, original.path)
	prompt := s.run("peer", "-node_id", "2", "-tracker", s.url)
	s.lists(2, anyNode)
	for _, p := range []*process{one, prompt} {
		p.interrupt()
		require.Equal(t, 0, p.statusWithin(leaveLimit))
	}
	nodes, err := s.nodes()
	require.NoError(t, err)
	require.False(t, slices.ContainsFunc(nodes, anyNode), "the tracker still lists %v", nodes)
	require.Equal(t, true, one.summary()["ok"])
}

// Ctrl-C interrupts a download. The exit status reports a failure, the error says how to continue, and
// there is no file with the final name.
func TestCtrlCInterruptsADownload(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	original := sample(t, filepath.Join(s.dir, "data.bin"), 1<<20, 5)
	one, torrent := s.share(1, original.path)
	one.interrupt()
	require.Equal(t, 0, one.status())
	two := s.peer(2, "download", torrent) // nobody owns the file
	two.event("download_started")
	two.interrupt()
	require.Equal(t, 1, two.statusWithin(leaveLimit))
	require.Contains(t, two.errors(), "run the same command again")
	require.False(t, exists(t, s.copyOf(2, "data.bin")))
}
