package metrics

import (
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func scrape(t *testing.T, m *Metrics) string {
	t.Helper()
	recorder := httptest.NewRecorder()
	m.Handler().ServeHTTP(recorder, httptest.NewRequest("GET", "/metrics", nil))
	require.Equal(t, 200, recorder.Code)
	body, err := io.ReadAll(recorder.Body)
	require.NoError(t, err)
	return string(body)
}

func TestFactsAreCounted(t *testing.T) {
	m := New()
	for _, fact := range []messages.Fact{
		messages.PieceVerified{Bytes: 100}, messages.PieceVerified{Bytes: 23},
		messages.PieceRejected{},
		messages.ChunkUploaded{Bytes: 7},
		messages.ChunkReceived{Took: 3 * time.Second},
		messages.DownloadFinished{}, messages.DownloadFinished{Already: true}, messages.DownloadFailed{},
		messages.ActorRestarted{Kind: "downloader"}, messages.ActorGivenUp{Kind: "lease"},
		messages.AskRefused{Mode: messages.ModeExit, Reason: messages.RefusedNodeTaken},
		messages.TrackerRefused{Mode: messages.ModeOwn, Reason: "made_up"},
		messages.NodeExpired{AtTracker: messages.AtTracker{About: 770077007}},
	} {
		m.Note(fact)
	}
	text := scrape(t, m)
	for _, line := range []string{
		`swarm_facts_total{fact="piece_verified"} 2`,
		`swarm_facts_total{fact="node_expired"} 1`,
		`swarm_verified_bytes_total 123`,
		`swarm_rejected_pieces_total 1`,
		`swarm_uploaded_bytes_total 7`,
		`swarm_chunk_seconds_sum 3`,
		`swarm_downloads_total{outcome="finished"} 1`,
		`swarm_downloads_total{outcome="already"} 1`,
		`swarm_downloads_total{outcome="failed"} 1`,
		`swarm_restarts_total{kind="downloader"} 1`,
		`swarm_given_up_total{kind="lease"} 1`,
		`swarm_refusals_total{mode="EXIT",reason="node_taken"} 1`,
		`swarm_refusals_total{mode="OWN",reason="other"} 1`,
		`go_goroutines `,
	} {
		require.Contains(t, text, line)
	}
	require.NotContains(t, text, "770077007", "no label names a node")
}

func TestLabelsAreBounded(t *testing.T) {
	m := New()
	for i := range 10 * maxLabels {
		m.Note(messages.ActorRestarted{Kind: fmt.Sprintf("kind%d", i)})
	}
	text := scrape(t, m)
	require.Equal(t, maxLabels+1, strings.Count(text, "swarm_restarts_total{"))
	require.Contains(t, text, fmt.Sprintf(`swarm_restarts_total{kind="other"} %d`, 9*maxLabels))
}

func TestScrapeReadsGauges(t *testing.T) {
	m := New()
	nodes := 3.0
	require.NoError(t, m.Gauge("swarm_nodes", "Nodes.", func() float64 { return nodes }))
	require.NoError(t, m.Counter("swarm_datagrams_total", "Datagrams.", func() float64 { return 2 * nodes }))
	require.ErrorContains(t, m.Gauge("swarm_nodes", "Nodes.", func() float64 { return 0 }), "metrics: add swarm_nodes")
	nodes = 4
	text := scrape(t, m)
	require.Contains(t, text, "swarm_nodes 4")
	require.Contains(t, text, "swarm_datagrams_total 8")
	require.Contains(t, text, "# TYPE swarm_datagrams_total counter")
}

func BenchmarkNote(b *testing.B) {
	m := New()
	var fact messages.Fact = messages.NodeNeeded{}
	b.ReportAllocs()
	for b.Loop() {
		m.Note(fact)
	}
}
