//go:build unix

package endtoend

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
	"swarm/messages/announce"
)

// TestStockClientsAnnounce has a node and three stock clients announce one torrent over HTTP, and one of them over UDP.
// The tracker's lists name each, and its counts are what the clients read.
func TestStockClientsAnnounce(t *testing.T) {
	for _, family := range []string{"IPv4", "IPv6"} {
		t.Run(family, func(t *testing.T) {
			t.Parallel()
			for _, client := range stockClients {
				client.need(t)
			}
			address := hostAddress(t)
			if family == "IPv6" {
				address = hostAddress6(t)
			}
			s := newStockSwarmAt(t, address)
			torrent := s.make("file", "v1")
			s.seedNode(1, torrent)
			aria2Port := fmt.Sprint(freePort(t))
			s.program("aria2c", "--dir="+s.folder("aria2", true), "--no-conf=true", "--enable-dht=false",
				"--enable-dht6=false", "--bt-enable-lpd=false", "--enable-peer-exchange=false", "--seed-ratio=0",
				"--check-integrity=true", "--listen-port="+aria2Port, "--file-allocation=none", torrent)
			transmission := s.transmissionAt(s.folder("transmission", true), torrent)
			s.announcesList(3)

			udp := strings.Replace(s.url, "http://", "udp://", 1) + "/announce"
			overHTTP := s.libtorrentAt(torrent, s.folder("http", true), s.url+"/announce")
			overUDP := s.libtorrentAt(torrent, s.folder("udp", true), udp)
			s.announcesList(5)
			for _, p := range []*process{overHTTP, overUDP} {
				p.await("the counts of a scrape", func(line string) bool {
					var seeds, others int
					n, _ := fmt.Sscanf(line, "scraped %d %d", &seeds, &others)
					return n == 2 && seeds+others >= 4
				})
			}
			counts := regexp.MustCompile(`Tracker had ([0-9]+) seeders and ([0-9]+) leechers`)
			require.Eventually(t, func() bool { return counts.MatchString(transmission("-it")) }, patience,
				100*time.Millisecond, "transmission does not scrape")
		})
	}
}

// hostAddress6 returns an IPv6 address of this host that is not loopback: libtorrent does not scrape there.
func hostAddress6(t *testing.T) netip.Addr {
	t.Helper()
	all, err := net.InterfaceAddrs()
	require.NoError(t, err)
	for _, one := range all {
		prefix, err := netip.ParsePrefix(one.String())
		if addr := prefix.Addr(); err == nil && addr.Is6() && !addr.IsLoopback() && !addr.IsLinkLocalUnicast() {
			return addr
		}
	}
	t.Skip("this host has no IPv6 address but loopback, where libtorrent does not scrape")
	return netip.Addr{}
}

// libtorrentAt starts libtorrent with one tracker.
func (s *stockSwarm) libtorrentAt(torrent, folder, tracker string) *process {
	s.t.Helper()
	script, err := filepath.Abs(filepath.Join("testdata", "libtorrent_announce.py"))
	require.NoError(s.t, err)
	return s.program(python, script, s.anyPort(), torrent, folder, tracker)
}

// transmissionAt starts Transmission with a torrent. It returns what asks it about the torrent.
func (s *stockSwarm) transmissionAt(folder, torrent string) (ask func(option string) string) {
	s.t.Helper()
	rpc, bind := fmt.Sprint(freePort(s.t)), "--bind-address-ipv4"
	if s.address.Is6() {
		bind = "--bind-address-ipv6"
	}
	s.program("transmission-daemon", "--foreground", "--config-dir", filepath.Join(s.dir, "settings"), "--download-dir",
		folder, "--port", rpc, "--peerport", fmt.Sprint(freePort(s.t)), "--rpc-bind-address", "127.0.0.1", bind,
		s.address.String(), "--no-dht", "--no-lpd", "--no-utp", "--no-portmap", "--no-auth")
	remote := func(arguments ...string) string {
		output, err := exec.Command("transmission-remote", append([]string{"127.0.0.1:" + rpc},
			arguments...)...).Output()
		if err != nil {
			return ""
		}
		return string(output)
	}
	require.Eventually(s.t, func() bool { return strings.Contains(remote("--add", torrent), "success") }, patience,
		100*time.Millisecond, "transmission does not take the torrent")
	return func(option string) string { return remote("-t", "1", option) }
}

// announcesList waits until announces over HTTP and UDP name as many peers.
func (s *stockSwarm) announcesList(peers int) {
	s.t.Helper()
	shown := s.run("swarm", "torrent", "show", filepath.Join(s.dir, "made.torrent"))
	line := shown.says("info-hash v1")
	hash, err := messages.ParseInfoHash(line[len(line)-40:])
	require.NoError(s.t, err)
	asker := messages.Announce{Hash: messages.Hash20(hash[:]), Peer: messages.PeerID([]byte("-XX0000-the-test-asks")),
		Addr: netip.AddrPortFrom(netip.Addr{}, 0), Left: 1, Want: -1} // nobody can connect to port 0
	var overHTTP, overUDP []netip.AddrPort
	require.Eventually(s.t, func() bool {
		overHTTP, overUDP = s.askHTTP(asker), s.askUDP(asker)
		return len(overHTTP) == peers && len(overUDP) == peers
	}, patience, 100*time.Millisecond, "%d peers must be named, and are %v and %v", peers, &overHTTP, &overUDP)
	require.ElementsMatch(s.t, overHTTP, overUDP)
	for _, peer := range overHTTP {
		require.Equal(s.t, s.address, peer.Addr())
	}
}

func (s *stockSwarm) askHTTP(a messages.Announce) []netip.AddrPort {
	response, err := http.Get(string(announce.AppendURL(nil, s.url+"/announce", &announce.Query{Announce: a,
		Compact: true})))
	require.NoError(s.t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(s.t, err)
	answer, failed, err := announce.ParseAnswer(body)
	require.NoError(s.t, err)
	require.Nil(s.t, failed)
	return answer.Peers
}

func (s *stockSwarm) askUDP(a messages.Announce) []netip.AddrPort {
	conn, err := net.Dial("udp", strings.TrimPrefix(s.url, "http://"))
	require.NoError(s.t, err)
	defer conn.Close()
	ask := func(datagram []byte) announce.Reply {
		_, err := conn.Write(datagram)
		require.NoError(s.t, err)
		require.NoError(s.t, conn.SetReadDeadline(time.Now().Add(patience)))
		var buffer [2048]byte
		n, err := conn.Read(buffer[:])
		require.NoError(s.t, err)
		reply, err := announce.ParseReply(buffer[:n], s.address.Is6())
		require.NoError(s.t, err)
		return reply
	}
	id := ask(announce.AppendConnect(nil, 1)).Connection
	return ask(announce.AppendAnnounce(nil, id, 2, &a, "/announce")).Announced.Peers
}
