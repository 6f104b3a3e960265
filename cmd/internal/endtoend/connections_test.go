//go:build unix

package endtoend

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// hold opens idle connections to the tracker. They stay open until the test ends, or until the tracker closes them.
func (s *swarm) hold(connections int) {
	s.t.Helper()
	for range connections {
		conn, err := net.DialTimeout("tcp", strings.TrimPrefix(s.url, "http://"), patience)
		require.NoError(s.t, err)
		s.t.Cleanup(func() { _ = conn.Close() })
	}
}

// register sends REGISTER over a connection of its own and returns how long the answer took.
func (s *swarm) register(id int) time.Duration {
	s.t.Helper()
	client := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	body := fmt.Sprintf(`{"node_id":%d,"token":"%032x","addr":"127.0.0.1:4000"}`, id, id)
	began := time.Now()
	response, err := client.Post(s.url+"/register", "application/json", strings.NewReader(body))
	require.NoError(s.t, err, "REGISTER is answered")
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	require.NoError(s.t, err)
	require.Equal(s.t, http.StatusOK, response.StatusCode, "%s", answer)
	return time.Since(began)
}

// A stranger holds more connections than the tracker has places. Nodes register as fast as without him.
func TestIdleConnectionsDoNotKeepNodesOut(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.trackWith(512)
	s.hold(1_000)
	var times []time.Duration
	for range 25 {
		times = append(times, s.register(1))
	}
	slices.Sort(times)
	t.Logf("REGISTER: median %v, worst %v", times[12], times[24])
	require.Less(t, times[12], 100*time.Millisecond, "some may be late, because the machine is busy")
}

// trackWith starts a tracker that may have so many files open.
func (s *swarm) trackWith(descriptors int) {
	s.t.Helper()
	s.tracker = start(s.t, launch{command: "tracker", arguments: []string{"-listen", "127.0.0.1:0"}, folder: s.dir,
		descriptors: descriptors})
	s.awaitTracker()
}

// A tracker that may open few files still writes its log and its database, and answers, however many connections
// strangers hold.
func TestFewFileDescriptors(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.trackWith(64)
	s.hold(100)
	s.register(1)
	original := sample(t, filepath.Join(s.dir, "data.bin"), 100_000, 1)
	_, torrent := s.share(2, original.path)
	require.Zero(t, s.peer(3, "download", torrent).status())
	original.isAt(t, s.copyOf(3, "data.bin"))
	for name, text := range map[string]string{"logs/tracker.log": "event=registered",
		"tracker_db/nodes.json": `"node_id":2`, "tracker_db/files.json": "data.bin"} {
		require.Eventually(t, func() bool {
			content, err := os.ReadFile(filepath.Join(s.dir, name))
			return err == nil && strings.Contains(string(content), text)
		}, 5*time.Second, 20*time.Millisecond, "%s has no %q", name, text)
	}
}
