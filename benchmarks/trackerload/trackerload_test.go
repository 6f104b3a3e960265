package main

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/benchmarks/internal/process"
	"swarm/messages"
	"swarm/messages/announce"
)

// witness answers like a tracker, and records who asked.
type witness struct {
	mutex sync.Mutex
	seen  map[string]int // number of requests, by URL path and node
}

func (w *witness) ServeHTTP(out http.ResponseWriter, request *http.Request) {
	var body struct {
		Node     int              `json:"node_id"`
		Token    string           `json:"token"`
		InfoHash string           `json:"info_hash"`
		Files    []map[string]any `json:"files"`
	}
	text, err := io.ReadAll(request.Body)
	if err != nil || json.Unmarshal(text, &body) != nil || body.Node < 1 || body.Node > 100 || len(body.Token) != 32 {
		http.Error(out, "bad: "+string(text), http.StatusBadRequest)
		return
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	key := request.URL.Path + " " + string(rune(body.Node))
	fresh := w.seen[key] == 0
	w.seen[key] += max(1, len(body.Files))
	answer, _ := json.Marshal(map[string]any{"node_id": body.Node, "fresh": fresh, "owners": []int{},
		"upload_frequency": 1})
	out.Write(answer)
}

func against(t *testing.T, handler http.Handler) *bench {
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	address, err := netip.ParseAddrPort(strings.TrimPrefix(server.URL, "http://"))
	require.NoError(t, err)
	group := process.NewGroup(t.Context())
	t.Cleanup(group.Close)
	idle, err := group.Start(process.Command{Name: "idle", Argv: []string{"sleep", "60"}})
	if err != nil {
		t.Skip("no sleep here:", err)
	}
	return &bench{options: options{nodes: 100, files: 30, holdings: 4, connections: 3, seconds: 50 * time.Millisecond},
		crowd: &crowd{nodes: 100, files: 30, holdings: 4}, group: group, tracker: idle, address: address}
}

func TestPreloadAndModes(t *testing.T) {
	w := &witness{seen: map[string]int{}}
	b := against(t, w)
	require.NoError(t, b.preload(t.Context()))
	for node := 1; node <= 100; node++ {
		require.Equal(t, 1, w.seen["/register "+string(rune(node))])
		require.Equal(t, 4, w.seen["/own "+string(rune(node))])
	}
	for _, m := range nodeModes {
		row, err := b.mode(t.Context(), m)
		require.NoError(t, err, m.name)
		require.Positive(t, row.Full.Requests)
		require.LessOrEqual(t, row.Full.P50, row.Full.P99)
	}
	for node := 1; node <= 100; node++ {
		// A slow machine may not reach the last node.
		require.LessOrEqual(t, w.seen["/exit "+string(rune(node))], 1, node)
	}
}

func TestRefusalEndsTheLoad(t *testing.T) {
	b := against(t, http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
		http.Error(out, "not known", http.StatusForbidden)
	}))
	_, err := b.mode(t.Context(), nodeModes[0])
	require.ErrorContains(t, err, "not known")
	b = against(t, http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) { io.WriteString(out, "{}") }))
	_, err = b.mode(t.Context(), nodeModes[2])
	require.ErrorContains(t, err, `does not contain "owners":`)
}

func TestHalfLoadKeepsItsRate(t *testing.T) {
	b := against(t, &witness{seen: map[string]int{}})
	result, err := b.run(t.Context(), load{mode: nodeModes[3], rate: 300, length: 200 * time.Millisecond})
	require.NoError(t, err)
	require.LessOrEqual(t, result.requests, 66) // 60 requests that are due, and one more for each connection
	require.Positive(t, result.requests)
}

func TestParse(t *testing.T) {
	o, err := parse([]string{"-modes", "need,register", "-nodes", "7"})
	require.NoError(t, err)
	require.Equal(t, "register", o.modes[1].name)
	for _, bad := range [][]string{{"-modes", "ask"}, {"-nodes", "0"}, {"-holdings", "1001"}, {"more"}} {
		_, err := parse(bad)
		require.Error(t, err)
	}
}

func TestSettleWaitsForTheDatabase(t *testing.T) {
	b := against(t, &witness{seen: map[string]int{}})
	b.database = filepath.Join(t.TempDir(), "files.json")
	filled := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, b.settle(ctx, filled), context.DeadlineExceeded, "nothing is written")
	require.NoError(t, os.WriteFile(b.database, nil, 0o644))
	require.NoError(t, os.Chtimes(b.database, time.Time{}, filled.Add(time.Second)))
	require.NoError(t, b.settle(t.Context(), filled))
}

// TestAnnounces announces to a witness over HTTP, and to one over UDP.
func TestAnnounces(t *testing.T) {
	var announced sync.Map
	b := against(t, http.HandlerFunc(func(out http.ResponseWriter, request *http.Request) {
		query, err := announce.ParseQuery([]byte(request.URL.RawQuery))
		if err != nil {
			t.Error(err)
		}
		announced.Store(query.Peer, true)
		_, _ = out.Write(announce.AppendAnswer(nil, &messages.Announced{}, true))
	}))
	require.NoError(t, b.preloadPeers(t.Context()))
	count := 0
	announced.Range(func(any, any) bool { count++; return true })
	require.Equal(t, b.options.nodes, count)
	row, err := b.mode(t.Context(), announceModes[0])
	require.NoError(t, err)
	require.Positive(t, row.Full.Requests)

	socket, err := net.ListenPacket("udp4", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, socket.Close()) })
	go answerUDP(socket)
	b.address = socket.LocalAddr().(*net.UDPAddr).AddrPort()
	row, err = b.mode(t.Context(), announceModes[1])
	require.NoError(t, err)
	require.Positive(t, row.Full.Requests)
}

// answerUDP answers announces until the socket is closed.
func answerUDP(socket net.PacketConn) {
	const id = 0x1122334455667788
	var buffer [2048]byte
	for {
		n, from, err := socket.ReadFrom(buffer[:])
		if err != nil {
			return
		}
		var request announce.Request
		answer := announce.AppendFailed(nil, 1, "bad")
		switch err := announce.ParseRequest(&request, buffer[:n]); {
		case err != nil:
		case request.Action == announce.ActionConnect:
			answer = announce.AppendConnected(nil, 1, id)
		case request.Connection == id && request.Announce.Addr.Port() > 0:
			answer = announce.AppendAnnounced(nil, 1, &messages.Announced{}, false)
		}
		_, _ = socket.WriteTo(answer, from)
	}
}
