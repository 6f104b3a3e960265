//go:build unix

package endtoend

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestScriptSharesManyFilesAtOnce: a script writes all its lines at once, and every file is shared.
func TestScriptSharesManyFilesAtOnce(t *testing.T) {
	const files = 600
	s := newSwarm(t, "")
	s.track()
	p := s.peer(1)
	for i := range files {
		name := filepath.Join(s.dir, fmt.Sprintf("file%d", i))
		require.NoError(t, os.WriteFile(name, []byte(name), 0o600))
		p.enter("send " + name)
	}
	p.nthEvent("file_shared", files)
	s.lists(1, func(n nodeRow) bool { return n.Files == files })
}

// TestNameThatBeginsWithADash: it is no flag.
func TestNameThatBeginsWithADash(t *testing.T) {
	s := newSwarm(t, "")
	s.track()
	original := sample(t, s.copyOf(1, "-dash"), 10_000, 1)
	_, torrent := s.share(1, "-dash")
	require.Zero(t, s.peer(2, "download", torrent).status())
	original.isAt(t, s.copyOf(2, "-dash"))
}

// TestHangUp: SIGHUP ends a peer and a tracker as SIGTERM does. A process inherits that SIGHUP is ignored, as under
// nohup, but not that it is handled, so the test handles it here.
func TestHangUp(t *testing.T) {
	hangUps := make(chan os.Signal, 1)
	signal.Notify(hangUps, syscall.SIGHUP)
	defer signal.Stop(hangUps)
	s := newSwarm(t, "")
	s.track()
	sample(t, s.copyOf(1, "film"), 10_000, 1)
	sharing, _ := s.share(1, "film")
	s.peer(2)
	s.lists(2, anyNode)
	require.NoError(t, sharing.exec.Process.Signal(syscall.SIGHUP))
	sharing.event("node_left")
	require.Zero(t, sharing.status())
	nodes, err := s.nodes()
	require.NoError(t, err)
	require.Len(t, nodes, 1, "the peer said EXIT")

	require.NoError(t, s.tracker.exec.Process.Signal(syscall.SIGHUP))
	require.Zero(t, s.tracker.status())
	s.track()
	nodes, err = s.nodes()
	require.NoError(t, err)
	require.Len(t, nodes, 1, "the tracker kept the node that it had acknowledged")
}
