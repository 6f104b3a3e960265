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

// swarm is a folder, and the processes that use it.
type swarm struct {
	t       *testing.T
	dir     string
	tracker *process
	url     string // of the tracker
}

// impatient is a configuration with short intervals, so that a test soon sees a node or a tracker come and go.
const impatient = "constants:\n  node_time_interval: 1s\n  tracker_time_interval: 3s\n"

// newSwarm makes a folder with a configuration; "" means the default one. It starts no process.
func newSwarm(t *testing.T, config string) *swarm {
	t.Helper()
	dir, err := os.MkdirTemp(workshop(), "swarm-test-")
	require.NoError(t, err)
	require.NoError(t, os.Chmod(dir, 0o755)) // one test runs a command as another user
	s := &swarm{t: t, dir: dir}
	t.Cleanup(func() {
		if t.Failed() {
			s.showLogs()
		}
		require.NoError(t, os.RemoveAll(dir))
	})
	s.configure(config)
	return s
}

// workshop returns the parent of the tests' folders: a file system in memory if there is one with enough free space,
// because some disks write less than 100 MB a second and the tests do not measure disks; otherwise the folder of
// temporary files.
func workshop() string {
	const memory, minFree = "/dev/shm", 4 << 30 // bytes; the tests use up to 2.5 GiB
	var disk unix.Statfs_t
	if err := unix.Statfs(memory, &disk); err == nil && uint64(disk.Bavail)*uint64(disk.Bsize) >= minFree {
		return memory
	}
	return ""
}

func (s *swarm) configure(config string) {
	s.t.Helper()
	require.NoError(s.t, os.WriteFile(filepath.Join(s.dir, "config.yaml"), []byte(config), 0o644))
}

// run starts a command in the swarm's folder.
func (s *swarm) run(name string, arguments ...string) *process {
	s.t.Helper()
	return start(s.t, launch{command: name, arguments: arguments, folder: s.dir})
}

// track starts the tracker and waits until it listens. Without arguments, it listens on any free port.
func (s *swarm) track(arguments ...string) {
	s.t.Helper()
	if len(arguments) == 0 {
		arguments = []string{"-listen", "127.0.0.1:0"}
	}
	s.tracker = s.run("tracker", arguments...)
	s.awaitTracker()
}

// awaitTracker waits until the tracker listens.
func (s *swarm) awaitTracker() {
	s.t.Helper()
	const before = "the tracker listens on "
	line := strings.TrimPrefix(s.tracker.says(before), before)
	s.url, _, _ = strings.Cut(line, ";")
}

// peer starts a peer with -json.
func (s *swarm) peer(id int, arguments ...string) *process {
	s.t.Helper()
	return s.run("peer",
		append([]string{"-node_id", fmt.Sprint(id), "-tracker", s.url, "-udp", "127.0.0.1:0", "-json"},
			arguments...)...)
}

// share starts a peer that shares a file, and waits until the tracker lists it. It returns the process and the torrent.
func (s *swarm) share(id int, path string) (*process, string) {
	s.t.Helper()
	p := s.peer(id, "send", path)
	torrent, _ := p.event("file_shared")["torrent"].(string)
	require.NotEmpty(s.t, torrent)
	s.lists(id, func(n nodeRow) bool { return n.Files > 0 })
	return p, torrent
}

// copyOf returns the path of a node's copy of a file.
func (s *swarm) copyOf(id int, name string) string {
	return filepath.Join(s.dir, "node_files", fmt.Sprintf("node%d", id), name)
}

// nodeRow is a row of the tracker's list of nodes.
type nodeRow struct {
	Node  int    `json:"node_id"`
	Addr  string `json:"addr"`
	Files int    `json:"files"`
}

// nodes returns the tracker's list of nodes.
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

// lists waits until the tracker lists a node for which a condition holds.
func (s *swarm) lists(id int, wanted func(nodeRow) bool) {
	s.t.Helper()
	require.Eventually(s.t, func() bool {
		nodes, err := s.nodes()
		return err == nil && slices.ContainsFunc(nodes, func(n nodeRow) bool { return n.Node == id && wanted(n) })
	}, patience, 20*time.Millisecond, "the tracker does not list node %d as it should", id)
}

func anyNode(nodeRow) bool { return true }

// showLogs writes the end of every log to the log of the test.
func (s *swarm) showLogs() {
	for _, log := range glob(s.t, filepath.Join(s.dir, "logs", "*.log")) {
		text, err := os.ReadFile(log)
		if err != nil {
			s.t.Log(err)
			continue
		}
		s.t.Logf("--- %s\n%s", log, tail(strings.Split(string(text), "\n")))
	}
}
