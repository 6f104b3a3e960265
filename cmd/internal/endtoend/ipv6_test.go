//go:build unix

package endtoend

import (
	"net"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// The tracker and the peers use only IPv6, also in the addresses that they pass on.
func TestIPv6(t *testing.T) {
	t.Parallel()
	probe, err := net.ListenPacket("udp6", "[::1]:0")
	if err != nil {
		t.Skipf("this machine has no IPv6: %v", err)
	}
	require.NoError(t, probe.Close())
	s := newSwarm(t, "")
	s.track("-listen", "[::1]:0")
	require.Contains(t, s.url, "[::1]")
	original := sample(t, filepath.Join(s.dir, "data.bin"), 3<<20, 6)
	peer := func(id string, arguments ...string) *process {
		return s.run("peer",
			append([]string{"-node_id", id, "-tracker", s.url, "-udp", "[::1]:0", "-json"}, arguments...)...)
	}
	one := peer("1", "send", original.path)
	torrent, _ := one.event("file_shared")["torrent"].(string)
	two := peer("2", "-seed", "download", torrent)
	two.event("download_finished")
	original.isAt(t, s.copyOf(2, "data.bin"))
	owners, _ := two.event("owners_found")["owners"].([]any)
	require.Len(t, owners, 1)
	require.Contains(t, owners[0].(map[string]any)["addr"], "[::1]:")
	for _, p := range []*process{two, one} {
		p.interrupt()
		require.Equal(t, 0, p.statusWithin(leaveLimit))
	}
}

// Peers listen on all addresses, which is the default. Some reach the tracker by IPv6 and others by IPv4; they still
// find each other.
func TestIPv4AndIPv6PeersFindEachOther(t *testing.T) {
	t.Parallel()
	probe, err := net.Listen("tcp", ":0")
	require.NoError(t, err)
	_, port, err := net.SplitHostPort(probe.Addr().String())
	require.NoError(t, err)
	require.NoError(t, probe.Close())
	if probe, err := net.Dial("udp6", "[::1]:9"); err != nil {
		t.Skipf("this machine has no IPv6: %v", err)
	} else {
		require.NoError(t, probe.Close())
	}
	s := newSwarm(t, "")
	s.track("-listen", ":"+port)
	original := sample(t, filepath.Join(s.dir, "data.bin"), 3<<20, 7)
	s.url = "http://127.0.0.1:" + port
	one := s.run("peer", "-node_id", "1", "-tracker", "http://[::1]:"+port, "-json", "send", original.path)
	torrent, _ := one.event("file_shared")["torrent"].(string)
	two := s.run("peer", "-node_id", "2", "-tracker", s.url, "-json", "-seed", "download", torrent)
	two.event("download_finished")
	original.isAt(t, s.copyOf(2, "data.bin"))
}
