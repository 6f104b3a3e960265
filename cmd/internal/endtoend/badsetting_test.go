//go:build unix

package endtoend

import (
	"fmt"
	"net"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// The tracker is not there when the peer starts: the peer says so, asks again, ever less often, and goes on when it can.
func TestATrackerThatComesLater(t *testing.T) {
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

	three := s.run("peer", "-node_id", "3", "-tracker", "http://127.0.0.1:1") // at a prompt, as a person sees it
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
		refuses(address, "address in use", "choose another port")
	address = s.url[len("http://"):]
	s.run("tracker", "-listen", address, "-dir", filepath.Join(s.dir, "other")).refuses(address, "in use", "another port")
	nodes, err := s.nodes() // the first one is not disturbed
	require.NoError(t, err)
	require.Empty(t, nodes)
}

// Two processes with one node id: in one folder the second does not start; from two folders the tracker refuses it.
func TestTwoNodesWithOneID(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	original := sample(t, filepath.Join(s.dir, "data.bin"), 1<<20, 1)
	one, torrent := s.share(1, original.path)
	s.run("peer", "-node_id", "1", "-tracker", s.url, "download", torrent).
		refuses("in use by another process", fmt.Sprintf("(pid %d)", one.exec.Process.Pid), "choose another node id")
	s.run("peer", "-node_id", "1", "-tracker", s.url, "-dir", filepath.Join(s.dir, "other"), "download", torrent).
		refuses("node 1 is held by the process at 127.0.0.1", "choose another node id")
	two := s.peer(2, "download", torrent) // the first one is not disturbed
	require.Equal(t, 0, two.status())
	original.isAt(t, s.copyOf(2, "data.bin"))
}

// Each row is a configuration that cannot be; every command says which key is wrong.
func TestConfigurationsThatCannotBe(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		config string
		texts  []string
	}{
		"unknown key": {"constants:\n  node_time_intervall: 3s\n", []string{"config.yaml", "node_time_intervall", "node_time_interval"}},
		"intervals": {"constants:\n  node_time_interval: 20s\n  tracker_time_interval: 20s\n",
			[]string{"constants.tracker_time_interval", "20s", "constants.node_time_interval", "make it a little longer"}},
		"no YAML": {"constants: [\n", []string{"config.yaml", "line"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSwarm(t, row.config)
			for _, command := range [][]string{{"tracker", "-listen", "127.0.0.1:0"}, {"peer", "-node_id", "1"}, {"swarm"}} {
				s.run(command[0], command[1:]...).refuses(row.texts...)
			}
		})
	}
	s := newSwarm(t, "")
	s.run("tracker", "-config", "missing.yaml").refuses("missing.yaml", "no such file")
}

// Each row is a command line that cannot be.
func TestCommandLinesThatCannotBe(t *testing.T) {
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
		s.run(row.command[0], row.command[1:]...).refuses(row.texts...)
	}
}
