package trackerhttp

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// manyNodes answers a view with 1,000 nodes.
func manyNodes(_ any, reply func(any)) {
	viewed := &messages.Viewed{Totals: messages.Totals{Nodes: 5000}, Next: "999"}
	for id := range messages.NodeID(1000) {
		viewed.Nodes = append(viewed.Nodes, messages.NodeView{Node: id, Addr: "[2001:db8::1]:4000", Files: int(id)})
	}
	reply(viewed)
}

type testRow struct {
	Node  int    `json:"node_id"`
	Addr  string `json:"addr"`
	Files int    `json:"files"`
}

// TestLongPagesArriveWhole reads a page of several parts, twice over one connection, and once by HTTP/1.0.
func TestLongPagesArriveWhole(t *testing.T) {
	_, url := serve(t, newGate(manyNodes), Options{})
	const request = "GET /nodes HTTP/1.1\r\nHost: x\r\n\r\n"
	answers := converse(t, url, 2, request, request)
	answers = append(answers, converse(t, url, 1, "GET /nodes HTTP/1.0\r\n\r\n")...)
	for _, answer := range answers {
		var page struct {
			Nodes []testRow `json:"nodes"`
			Next  string    `json:"next"`
		}
		require.NoError(t, json.Unmarshal([]byte(text(t, answer)), &page))
		require.Equal(t, "999", page.Next)
		require.Len(t, page.Nodes, 1000)
		for i, row := range page.Nodes {
			require.Equal(t, testRow{Node: i, Addr: "[2001:db8::1]:4000", Files: i}, row)
		}
	}
}

// TestFastReadersOfPagesWait reads more rows than one address may. Short pages, health and nodes are not concerned.
func TestFastReadersOfPagesWait(t *testing.T) {
	_, url := serve(t, newGate(manyNodes), Options{TrustedProxies: testProxies})
	get := func(from string) *http.Response {
		return converse(t, url, 1, fmt.Sprintf("GET /nodes HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: %s\r\n\r\n",
			from))[0]
	}
	refused := 0
	for range 3 * rowBurst / 1000 {
		if answer := get("203.0.113.7"); answer.StatusCode == http.StatusTooManyRequests {
			require.NotEmpty(t, answer.Header.Get("Retry-After"))
			require.Contains(t, text(t, answer), "rows a second")
			refused++
		}
	}
	require.Positive(t, refused)
	others := 0
	for n := range 10 { // some may share a slot
		if get(fmt.Sprintf("198.51.100.%d", n)).StatusCode == http.StatusOK {
			others++
		}
	}
	require.Greater(t, others, 5)
	require.Equal(t, 200, converse(t, url, 1, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")[0].StatusCode)
}

func TestPageRates(t *testing.T) {
	var r pageRates
	r.seed = newServer(Options{Gate: newGate(nil)}, "rates").rates.seed
	now := time.Unix(1, 0)
	for range rowBurst / minRows {
		require.Zero(t, r.wait("a", now))
		r.charge("a", 1, now)
	}
	require.Zero(t, r.wait("a", now), "the burst is used, and not exceeded")
	r.charge("a", 5*rowsPerSecond, now)
	require.Equal(t, 5*time.Second, r.wait("a", now))
	require.Equal(t, 2*time.Second, r.wait("a", now.Add(3*time.Second)))
	require.Zero(t, r.wait("a", now.Add(5*time.Second)))
	now = now.Add(time.Hour)
	r.charge("a", rowBurst, now)
	require.Zero(t, r.wait("a", now), "time that was not used allows no more than a burst")
	r.charge("a", rowsPerSecond, now)
	require.Equal(t, time.Second, r.wait("a", now))
}
