//go:build unix

package endtoend

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// required is set where stock clients must be installed (.ci/run): a test whose client is missing fails there.
const required = "SWARM_STOCK_CLIENTS"

// stockClient is a BitTorrent client that takes part in a swarm.
type stockClient struct {
	name     string
	versions []string // of torrents that it reads
	// start makes it take part in a torrent, which is the path of a torrent file or a magnet, in a folder: it seeds
	// what is there, and fetches what is not.
	start func(s *stockSwarm, torrent, folder string)
	// withoutEmpty says that the client makes no empty files.
	withoutEmpty bool
	// present reports why the client cannot run here; nil if it can.
	present func() error
}

// aria2 1.36 and Transmission 3.00 compute the info-hash of a hybrid torrent wrong (docs/bittorrent.md).
var stockClients = []stockClient{
	{name: "libtorrent", versions: []string{"v1", "hybrid", "v2"}, start: startLibtorrent, present: findLibtorrent},
	{name: "aria2", versions: []string{"v1"}, start: startAria2, present: find("aria2c")},
	{name: "transmission", versions: []string{"v1"}, start: startTransmission, withoutEmpty: true,
		present: find("transmission-daemon", "transmission-remote")},
}

// stockSwarm is a swarm with stock clients. All members use one address of the host that is not loopback: Transmission
// accepts no peer at 127.0.0.1.
type stockSwarm struct {
	*swarm
	address netip.Addr
	content map[string]file // by file path, relative to the folder that a client saves to
	root    string          // the first element of these file paths
}

func newStockSwarm(t *testing.T) *stockSwarm {
	t.Helper()
	return newStockSwarmAt(t, hostAddress(t))
}

// newStockSwarmAt starts the tracker at an address.
func newStockSwarmAt(t *testing.T, address netip.Addr) *stockSwarm {
	t.Helper()
	s := &stockSwarm{swarm: newSwarm(t, impatient), content: map[string]file{}, address: address}
	s.track("-listen", s.anyPort())
	return s
}

// anyPort returns the swarm's address with port 0.
func (s *stockSwarm) anyPort() string { return netip.AddrPortFrom(s.address, 0).String() }

// hostAddress returns an IPv4 address of this host that is not loopback.
func hostAddress(t *testing.T) netip.Addr {
	t.Helper()
	all, err := net.InterfaceAddrs()
	require.NoError(t, err)
	for _, one := range all {
		prefix, err := netip.ParsePrefix(one.String())
		if addr := prefix.Addr(); err == nil && addr.Is4() && !addr.IsLoopback() && !addr.IsLinkLocalUnicast() {
			return addr
		}
	}
	t.Skip("this host has no IPv4 address but loopback, where Transmission accepts no peer")
	return netip.Addr{}
}

// node starts a peer at the swarm's address.
func (s *stockSwarm) node(id int, arguments ...string) *process {
	s.t.Helper()
	return s.run("peer", append([]string{"-node_id", fmt.Sprint(id), "-tracker", s.url, "-udp",
		s.anyPort(), "-json"}, arguments...)...)
}

// make makes content of a kind, and a torrent of it.
func (s *stockSwarm) make(kind, version string) (torrent string) {
	s.t.Helper()
	folder := filepath.Join(s.dir, "original")
	add := func(name string, length int64) {
		s.content[name] = sample(s.t, filepath.Join(folder, filepath.FromSlash(name)), length, uint64(len(s.content)))
	}
	switch kind {
	case "file":
		s.root = "big file.bin"
		add(s.root, 5<<20+12345)
	case "folder":
		s.root = "a folder"
		for i, name := range []string{"a.txt", "a/x", "ü/Ω 1.jpg", "empty", "z"} {
			add(s.root+"/"+name, []int64{100_001, 1 << 20, 3<<20 + 5, 0, 1}[i])
		}
	}
	torrent = filepath.Join(s.dir, "made.torrent")
	arguments := []string{"torrent", "create", filepath.Join(folder, s.root), "-o", torrent, "-announce",
		s.url + "/announce", "-piece_length", "65536"}
	if version != "hybrid" {
		arguments = append(arguments, "-"+version)
	}
	require.Equal(s.t, 0, s.run("swarm", arguments...).status())
	return torrent
}

// magnet returns the link to a torrent.
func (s *stockSwarm) magnet(torrent string) string {
	s.t.Helper()
	shown := s.run("swarm", "torrent", "show", torrent)
	line := shown.await("the magnet link", func(line string) bool { return strings.Contains(line, "magnet:?") })
	return line[strings.Index(line, "magnet:?"):]
}

// isAt waits until a folder has a copy of all files.
func (s *stockSwarm) isAt(folder string) {
	s.t.Helper()
	for name, original := range s.content {
		path := filepath.Join(folder, filepath.FromSlash(name))
		info, err := os.Stat(original.path)
		require.NoError(s.t, err)
		whole := func() bool {
			copied, err := os.Stat(path)
			return err == nil && copied.Size() == info.Size() && hashOf(s.t, path) == original.hash
		}
		require.Eventually(s.t, whole, patience, 200*time.Millisecond, "%s never became a copy", path)
	}
}

// folder returns a new folder for a client, with the content in it or without.
func (s *stockSwarm) folder(name string, filled bool) string {
	s.t.Helper()
	dir := filepath.Join(s.dir, name)
	require.NoError(s.t, os.MkdirAll(dir, 0o755))
	for path, original := range s.content {
		if filled {
			to := filepath.Join(dir, filepath.FromSlash(path))
			require.NoError(s.t, os.MkdirAll(filepath.Dir(to), 0o755))
			data, err := os.ReadFile(original.path)
			require.NoError(s.t, err)
			require.NoError(s.t, os.WriteFile(to, data, 0o644))
		}
	}
	return dir
}

// seedNode starts a node that has the content and serves it.
func (s *stockSwarm) seedNode(id int, torrent string) *process {
	s.t.Helper()
	s.folder(filepath.Join("node_files", fmt.Sprintf("node%d", id)), true)
	p := s.node(id, "-seed", "download", torrent)
	p.event("download_finished")
	s.lists(id, func(n nodeRow) bool { return n.Files > 0 })
	return p
}

// TestStockClients exchanges files with stock BitTorrent clients, in both directions.
func TestStockClients(t *testing.T) {
	for _, client := range stockClients {
		for _, version := range client.versions {
			for _, kind := range []string{"file", "folder"} {
				for way, test := range map[string]func(s *stockSwarm, c stockClient, torrent string){
					"fetches": stockFetches, "seeds": stockSeeds, "has a magnet": stockHasMagnet} {
					t.Run(fmt.Sprintf("%s %s of a %s in %s", client.name, way, kind, version), func(t *testing.T) {
						t.Parallel()
						client.need(t)
						s := newStockSwarm(t)
						test(s, client, s.make(kind, version))
					})
				}
			}
		}
	}
}

// stockFetches: a node seeds, and the client fetches.
func stockFetches(s *stockSwarm, c stockClient, torrent string) {
	s.seedNode(1, torrent)
	folder := s.folder("client", false)
	c.start(s, torrent, folder)
	c.has(s, folder)
}

// has waits until the client's folder has a copy of all files.
func (c stockClient) has(s *stockSwarm, folder string) {
	s.t.Helper()
	if c.withoutEmpty {
		delete(s.content, s.root+"/empty")
	}
	s.isAt(folder)
}

// stockHasMagnet: the same, but the client has no torrent file, only the magnet.
func stockHasMagnet(s *stockSwarm, c stockClient, torrent string) {
	s.seedNode(1, torrent)
	folder := s.folder("client", false)
	c.start(s, s.magnet(torrent), folder)
	c.has(s, folder)
}

// stockSeeds: the client seeds, and a node fetches.
func stockSeeds(s *stockSwarm, c stockClient, torrent string) {
	c.start(s, torrent, s.folder("client", true))
	s.node(1, "download", torrent).event("download_finished")
	s.isAt(s.copyOf(1, ""))
}

// TestMixedSwarm has a file of one seed, a stock client or a node, fetched by nodes and stock clients at once. A node
// is killed in the middle, and starts again.
func TestMixedSwarm(t *testing.T) {
	for _, seed := range []string{"node", "client"} {
		t.Run("seeded by a "+seed, func(t *testing.T) {
			t.Parallel()
			for _, client := range stockClients {
				client.need(t)
			}
			s := newStockSwarm(t)
			torrent := s.make("file", "v1")
			libtorrent, aria2, transmission := stockClients[0], stockClients[1], stockClients[2]
			if seed == "node" {
				s.seedNode(1, torrent)
			} else {
				libtorrent.start(s, torrent, s.folder("seed", true))
			}
			aria2Folder, transmissionFolder := s.folder("aria2", false), s.folder("transmission", false)
			aria2.start(s, torrent, aria2Folder)
			transmission.start(s, torrent, transmissionFolder)
			first := s.node(2, "-seed", "-download_limit", "500k", "download", torrent)
			begun := func() bool { return len(glob(t, s.copyOf(2, filepath.Join(".swarm", "*.part")))) > 0 }
			require.Eventually(t, begun, patience, 10*time.Millisecond)
			first.kill()
			s.node(2, "-seed", "download", torrent).event("download_finished")
			s.node(3, "download", torrent).event("download_finished")
			for _, folder := range []string{aria2Folder, transmissionFolder, s.copyOf(2, ""), s.copyOf(3, "")} {
				s.isAt(folder)
			}
		})
	}
}

// need skips a test whose client is not installed, or fails it where it must be.
func (c stockClient) need(t *testing.T) {
	t.Helper()
	err := c.present()
	if err == nil {
		return
	}
	require.Empty(t, os.Getenv(required), "%v", err)
	t.Skipf("%v: this test needs it", err)
}

// find returns a function that looks for programs.
func find(programs ...string) func() error {
	return func() error {
		for _, program := range programs {
			if _, err := exec.LookPath(program); err != nil {
				return fmt.Errorf("%s is not installed", program)
			}
		}
		return nil
	}
}

// python is Debian's interpreter, for which Debian has libtorrent.
const python = "/usr/bin/python3"

func findLibtorrent() error {
	if err := exec.Command(python, "-c", "import libtorrent").Run(); err != nil {
		return fmt.Errorf("python3-libtorrent is not installed: %w", err)
	}
	return nil
}

// program starts a program that is not part of this project, and kills it at the end of the test.
func (s *stockSwarm) program(name string, arguments ...string) *process {
	s.t.Helper()
	return start(s.t, launch{program: name, arguments: arguments, folder: s.dir})
}

func startLibtorrent(s *stockSwarm, torrent, folder string) {
	script, err := filepath.Abs(filepath.Join("testdata", "libtorrent_client.py"))
	require.NoError(s.t, err)
	s.program(python, script, s.address.String(), torrent, folder)
}

func startAria2(s *stockSwarm, torrent, folder string) {
	s.program("aria2c", "--dir="+folder, "--no-conf=true", "--enable-dht=false", "--enable-dht6=false",
		"--bt-enable-lpd=false", "--enable-peer-exchange=false", "--seed-ratio=0", "--check-integrity=true",
		"--listen-port="+freePorts, "--bt-tracker-interval=1", "--file-allocation=none", torrent)
}

// freePorts is a range in which aria2 finds a free port.
const freePorts = "21000-29999"

func startTransmission(s *stockSwarm, torrent, folder string) {
	settings := filepath.Join(s.dir, filepath.Base(folder)+".settings")
	require.NoError(s.t, os.MkdirAll(settings, 0o755))
	rpc, peers := fmt.Sprint(freePort(s.t)), fmt.Sprint(freePort(s.t))
	s.program("transmission-daemon", "--foreground", "--config-dir", settings, "--download-dir", folder, "--port", rpc,
		"--peerport", peers, "--rpc-bind-address", "127.0.0.1", "--bind-address-ipv4", s.address.String(), "--no-dht",
		"--no-lpd", "--no-utp", "--no-portmap", "--no-auth")
	add := func() bool {
		output, err := exec.Command("transmission-remote", "127.0.0.1:"+rpc, "--add", torrent).CombinedOutput()
		return err == nil && slices.ContainsFunc(strings.Split(string(output), "\n"),
			func(line string) bool { return strings.Contains(line, "success") })
	}
	require.Eventually(s.t, add, patience, 100*time.Millisecond, "transmission does not take the torrent")
}
