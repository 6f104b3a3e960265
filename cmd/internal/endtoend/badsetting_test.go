//go:build unix

package endtoend

import (
	"fmt"
	"net"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// The tracker starts after the peers. They report that it does not answer, try again at growing intervals, and then
// join.
func TestTrackerStartsLate(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	listen := fmt.Sprintf("127.0.0.1:%d", freePort(t))
	s.url = "http://" + listen
	original := sample(t, filepath.Join(s.dir, "data.bin"), 1<<20, 1)
	one := s.peer(1, "send", original.path)
	torrent, _ := one.event("file_shared")["torrent"].(string)
	two := s.peer(2, "download", torrent)
	for _, p := range []*process{one, two} {
		first := p.nthEvent("tracker_lost", 1)
		require.Contains(t, first["cause"], listen)
		require.Greater(t, p.nthEvent("tracker_lost", 2)["retry_in_s"], first["retry_in_s"])
	}
	s.track("-listen", listen)
	require.Equal(t, 0, two.status())
	original.isAt(t, s.copyOf(2, "data.bin"))
	one.event("tracker_back")
	one.interrupt()
	require.Equal(t, 0, one.status())

	three := s.run("peer", "-node_id", "3", "-tracker",
		"http://127.0.0.1:1") // with a prompt, to see the text for people
	three.says("the tracker does not answer REGISTER")
	three.interrupt()
	require.Equal(t, 0, three.statusWithin(leaveLimit))
}

func TestPortsInUse(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	taken, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	address := taken.LocalAddr().String()
	s.run("peer", "-node_id", "1", "-tracker", s.url, "-udp", address, "send", "x").
		failsWith(address, "address in use", "choose another port")
	address = s.url[len("http://"):]
	s.run("tracker", "-listen", address, "-dir", filepath.Join(s.dir, "other")).failsWith(address, "in use",
		"another port")
	nodes, err := s.nodes() // the first one is not disturbed
	require.NoError(t, err)
	require.Empty(t, nodes)
}

// Two processes have the same node id. If they share a folder, the second does not start. With two folders, the tracker
// refuses the second.
func TestDuplicateNodeIDIsRefused(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	original := sample(t, filepath.Join(s.dir, "data.bin"), 1<<20, 1)
	one, torrent := s.share(1, original.path)
	s.run("peer", "-node_id", "1", "-tracker", s.url, "download", torrent).
		failsWith("in use by another process", fmt.Sprintf("(pid %d)", one.exec.Process.Pid), "choose another node id")
	s.run("peer", "-node_id", "1", "-tracker", s.url, "-dir", filepath.Join(s.dir, "other"), "download", torrent).
		failsWith("node 1 is held by the process at 127.0.0.1", "choose another node id")
	two := s.peer(2, "download", torrent) // the first one is not disturbed
	require.Equal(t, 0, two.status())
	original.isAt(t, s.copyOf(2, "data.bin"))
}

// Each row is a wrong configuration. Every command reports the key that is wrong.
func TestBadConfigurationsAreReported(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		config string
		texts  []string
	}{
		"unknown key": {"constants:\n  node_time_intervall: 3s\n",
			[]string{"config.yaml", "node_time_intervall", "node_time_interval"}},
		"intervals": {"constants:\n  node_time_interval: 20s\n  tracker_time_interval: 20s\n",
			[]string{"constants.tracker_time_interval", "20s", "constants.node_time_interval",
				"make it a little longer"}},
		"no YAML": {"constants: [\n", []string{"config.yaml", "line"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSwarm(t, row.config)
			for _, command := range [][]string{{"tracker", "-listen", "127.0.0.1:0"}, {"peer", "-node_id", "1"},
				{"swarm"}} {
				s.run(command[0], command[1:]...).failsWith(row.texts...)
			}
		})
	}
	s := newSwarm(t, "")
	s.run("tracker", "-config", "missing.yaml").failsWith("missing.yaml", "no such file")
}

func TestBadCommandLinesAreReported(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	for _, row := range []struct {
		command []string
		texts   []string
	}{
		{[]string{"peer"}, []string{"-node_id"}},
		{[]string{"peer", "-node_id", "one"}, []string{"one"}},
		{[]string{"peer", "-node_id", "1", "-tracker", "localhost:1"}, []string{"write it like http://"}},
		{[]string{"peer", "-node_id", "1", "sned", "x"}, []string{"send"}},
		{[]string{"peer", "-node_id", "1", "-quick"}, []string{"-quick", "peer -help"}},
		{[]string{"tracker", "now"}, []string{"now", "tracker -help"}},
		{[]string{"swarm", "-peers", "1"}, []string{"from 2 to"}},
	} {
		s.run(row.command[0], row.command[1:]...).failsWith(row.texts...)
	}
}
