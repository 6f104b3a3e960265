//go:build unix

package endtoend

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// swarm is a folder with processes in it.
type swarm struct {
	t       *testing.T
	dir     string
	tracker *process
	url     string // of the tracker
}

// impatient are intervals short enough for a test to see a node or a tracker come and go.
const impatient = "constants:\n  node_time_interval: 1s\n  tracker_time_interval: 3s\n"

// newSwarm makes a folder with a configuration, "" for the usual one, and starts nothing.
func newSwarm(t *testing.T, config string) *swarm {
	t.Helper()
	dir, err := os.MkdirTemp(workshop(), "swarm-test-")
	require.NoError(t, err)
	require.NoError(t, os.Chmod(dir, 0o755)) // one test runs a command as another user
	s := &swarm{t: t, dir: dir}
	t.Cleanup(func() {
		if t.Failed() {
			s.tellLogs()
		}
		require.NoError(t, os.RemoveAll(dir))
	})
	s.configure(config)
	return s
}

// workshop is where the folders of tests are made: in memory where the system has such a place with enough room, because
// what is tested is no disk and some disks write less than 100 MB a second; else where temporary files usually are.
func workshop() string {
	const memory, enough = "/dev/shm", 4 << 30 // bytes; the tests take up to 2.5 GiB
	var room unix.Statfs_t
	if err := unix.Statfs(memory, &room); err == nil && uint64(room.Bavail)*uint64(room.Bsize) >= enough {
		return memory
	}
	return ""
}

func (s *swarm) configure(config string) {
	s.t.Helper()
	require.NoError(s.t, os.WriteFile(filepath.Join(s.dir, "config.yaml"), []byte(config), 0o644))
}

// run starts a command in the folder.
func (s *swarm) run(name string, arguments ...string) *process {
	s.t.Helper()
	return start(s.t, launch{command: name, arguments: arguments, folder: s.dir})
}

// track starts the tracker, and waits until it listens. Without arguments it takes any free port.
func (s *swarm) track(arguments ...string) {
	s.t.Helper()
	if len(arguments) == 0 {
		arguments = []string{"-listen", "127.0.0.1:0"}
	}
	s.tracker = s.run("tracker", arguments...)
	const before = "the tracker listens on "
	line := strings.TrimPrefix(s.tracker.says(before), before)
	s.url, _, _ = strings.Cut(line, ";")
}

// peer starts a peer that talks JSON.
func (s *swarm) peer(id int, arguments ...string) *process {
	s.t.Helper()
	return s.run("peer", append([]string{"-node_id", fmt.Sprint(id), "-tracker", s.url, "-udp", "127.0.0.1:0", "-json"}, arguments...)...)
}

// share has a peer send a file, and waits until the tracker can name it. It gives the process and the torrent.
func (s *swarm) share(id int, path string) (*process, string) {
	s.t.Helper()
	p := s.peer(id, "send", path)
	torrent, _ := p.event("file_shared")["torrent"].(string)
	require.NotEmpty(s.t, torrent)
	s.lists(id, func(n nodeRow) bool { return n.Files > 0 })
	return p, torrent
}

// copyOf is where a node's copy of a file will be.
func (s *swarm) copyOf(id int, name string) string {
	return filepath.Join(s.dir, "node_files", fmt.Sprintf("node%d", id), name)
}

// nodeRow is a row of the tracker's list.
type nodeRow struct {
	Node  int    `json:"node_id"`
	Addr  string `json:"addr"`
	Files int    `json:"files"`
}

// nodes is the tracker's list.
func (s *swarm) nodes() ([]nodeRow, error) {
	client := http.Client{Timeout: 5 * time.Second}
	response, err := client.Get(s.url + "/nodes")
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var page struct {
		Nodes []nodeRow `json:"nodes"`
	}
	return page.Nodes, json.NewDecoder(response.Body).Decode(&page)
}

// lists waits until the tracker lists a node of which something is true.
func (s *swarm) lists(id int, wanted func(nodeRow) bool) {
	s.t.Helper()
	require.Eventually(s.t, func() bool {
		nodes, err := s.nodes()
		return err == nil && slices.ContainsFunc(nodes, func(n nodeRow) bool { return n.Node == id && wanted(n) })
	}, patience, 20*time.Millisecond, "the tracker does not list node %d as it should", id)
}

func anyNode(nodeRow) bool { return true }

// tellLogs shows the logs.
func (s *swarm) tellLogs() {
	for _, log := range glob(s.t, filepath.Join(s.dir, "logs", "*.log")) {
		text, err := os.ReadFile(log)
		if err != nil {
			s.t.Log(err)
			continue
		}
		s.t.Logf("--- %s\n%s", log, tail(strings.Split(string(text), "\n")))
	}
}
