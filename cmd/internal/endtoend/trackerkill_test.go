//go:build unix

package endtoend

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	// crowd nodes declare crowdFiles files each. To write so large a database takes so long that the tracker rests for
	// seconds before it writes it again.
	crowd      = 200
	crowdFiles = 1000

	// lostAtMost is the age from which a change must survive. The tracker's limit is a quarter of a second
	// (port.LedgerDelay). A busy machine may delay the tracker's write, so the test allows more.
	lostAtMost = time.Second
)

// A tracker with a large database is killed in the middle of changes. The tracker that starts next has every change but
// those of the last moment.
func TestKilledTrackerLosesOnlyTheLastMoment(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	for id := range crowd {
		s.post("register", map[string]any{"node_id": id, "token": tokenOf(id), "addr": "127.0.0.1:4000"})
		s.post("own", map[string]any{"node_id": id, "token": tokenOf(id), "files": holdings(1, crowdFiles)})
	}
	acknowledged := s.declareUntil(time.Now().Add(4 * lostAtMost))
	killed := time.Now()
	s.tracker.kill()
	s.track()
	nodes, err := s.nodes()
	require.NoError(s.t, err)
	require.Len(s.t, nodes, crowd)
	for _, own := range acknowledged {
		if age := killed.Sub(own.at); age > lostAtMost {
			require.GreaterOrEqual(t, nodes[own.node].Files, own.files,
				"node %d: an OWN that was acknowledged %v before the kill is lost", own.node, age)
		}
	}
}

// acknowledgedOwn is an OWN that the tracker has accepted.
type acknowledgedOwn struct {
	at    time.Time
	node  int
	files int // what the node has declared by then
}

// declareUntil declares one more file of each node in turn.
func (s *swarm) declareUntil(end time.Time) (acknowledged []acknowledgedOwn) {
	for files := crowdFiles + 1; time.Now().Before(end); files++ {
		for id := range crowd {
			s.post("own", map[string]any{"node_id": id, "token": tokenOf(id), "files": holdings(files, 1)})
			acknowledged = append(acknowledged, acknowledgedOwn{at: time.Now(), node: id, files: files})
		}
	}
	return acknowledged
}

func tokenOf(id int) string { return fmt.Sprintf("%032x", id) }

// holdings returns numbered files as a node declares them.
func holdings(first, count int) []map[string]any {
	var files []map[string]any
	for n := range count {
		files = append(files, map[string]any{"info_hash": fmt.Sprintf("%064x", first+n), "name": "x", "length": 1,
			"state": "whole"})
	}
	return files
}

// post sends a request to the tracker, which must accept it.
func (s *swarm) post(mode string, fields map[string]any) {
	s.t.Helper()
	body, err := json.Marshal(fields)
	require.NoError(s.t, err)
	response, err := http.Post(s.url+"/"+mode, "application/json", bytes.NewReader(body))
	require.NoError(s.t, err)
	require.NoError(s.t, response.Body.Close())
	require.Equal(s.t, http.StatusOK, response.StatusCode)
}
