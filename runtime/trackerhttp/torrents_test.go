package trackerhttp

import (
	"bytes"
	"io"
	"io/fs"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

// shelf keeps torrents in memory.
type shelf struct {
	mu       sync.Mutex
	torrents map[messages.InfoHash][]byte
	puts     int
	refused  *messages.Refused // what the next Put returns
}

func newShelf() *shelf { return &shelf{torrents: map[messages.InfoHash][]byte{}} }

func (s *shelf) get(hash messages.InfoHash) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.torrents[hash]
}

func (s *shelf) Has(hash messages.InfoHash) bool { return s.get(hash) != nil }

func (s *shelf) Open(hash messages.InfoHash) (io.ReadCloser, int64, error) {
	torrent := s.get(hash)
	if torrent == nil {
		return nil, 0, fs.ErrNotExist
	}
	return io.NopCloser(bytes.NewReader(torrent)), int64(len(torrent)), nil
}

func (s *shelf) Put(hash messages.InfoHash, torrent []byte, _ netip.Addr) *messages.Refused {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.puts++
	refused := s.refused
	if s.refused = nil; refused == nil {
		s.torrents[hash] = bytes.Clone(torrent)
	}
	return refused
}

// owners is a tracker at which node 7 with the token "secret" owns all files.
func owners(message any, reply func(any)) {
	switch m := message.(type) {
	case *port.AskedView:
		viewed := &messages.Viewed{}
		if after := m.View.After; m.View.What == messages.ViewOwners && (after == "" || after == "6") {
			viewed.Owners = []messages.Owner{{Node: 7}}
		}
		reply(viewed)
	case *port.AskedTracker:
		if own, isOwn := m.Ask.(*messages.Own); isOwn && own.Token != "secret" {
			reply(&messages.Refused{Mode: messages.ModeOwn, Node: own.Node, Reason: messages.RefusedNotKnown})
			return
		}
		echo(message, reply)
	}
}

// send7 makes a request with a token.
func send7(t *testing.T, method, url, token string, body io.Reader) (int, string) {
	t.Helper()
	request, err := http.NewRequest(method, url, body)
	require.NoError(t, err)
	request.Header.Set("Authorization", token)
	request.Header.Set("Expect", "100-continue")
	request.Close = true
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	answer, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return response.StatusCode, string(answer)
}

func TestTorrentIsHandedOverAndRead(t *testing.T) {
	kept := newShelf()
	_, url := serve(t, newGate(owners), Options{Torrents: kept})
	url += "/torrents/" + hash(1).String()
	status, _ := send7(t, "HEAD", url, "", nil)
	require.Equal(t, 404, status)
	status, answer := send7(t, "GET", url, "", nil)
	require.Equal(t, 404, status)
	require.Contains(t, answer, "not_found")

	big := strings.Repeat("torrent", 30_000)
	status, answer = send7(t, "PUT", url+"?node_id=7", "Bearer secret", strings.NewReader(big))
	require.Equal(t, 204, status, answer)
	status, _ = send7(t, "HEAD", url, "", nil)
	require.Equal(t, 200, status)
	status, answer = send7(t, "GET", url, "", nil)
	require.Equal(t, 200, status)
	require.Equal(t, big, answer)
}

func TestTorrentIsRefused(t *testing.T) {
	kept := newShelf()
	s, url := serve(t, newGate(owners), Options{Torrents: kept})
	url += "/torrents/"
	good := hash(1).String() + "?node_id=7"
	for name, row := range map[string]struct {
		method, url, token string
		body               io.Reader
		status             int
		word               string
	}{
		"no hash":     {"GET", "abc", "", nil, 400, "info-hash"},
		"a form":      {"POST", good, "Bearer secret", strings.NewReader("x"), 405, "PUT"},
		"no node":     {"PUT", hash(1).String(), "Bearer secret", strings.NewReader("x"), 400, "node_id"},
		"no token":    {"PUT", good, "", strings.NewReader("x"), 400, "Authorization"},
		"wrong token": {"PUT", good, "Bearer x", strings.NewReader("x"), 403, "not_known"},
		"wrong node": {"PUT", hash(1).String() + "?node_id=8", "Bearer secret", strings.NewReader("x"), 403,
			"OWN it"},
		"empty":     {"PUT", good, "Bearer secret", nil, 411, "how long"},
		"no length": {"PUT", good, "Bearer secret", io.MultiReader(strings.NewReader("x")), 411, "how long"},
		"too long": {"PUT", good, "Bearer secret", strings.NewReader(strings.Repeat("x", maxTorrentBody+1)), 413,
			"more"},
		"refused": {"PUT", good, "Bearer secret", strings.NewReader("x"), 400, "no torrent"},
		"node 0 is no": {"PUT", hash(1).String() + "?node_id=0", "Bearer secret", strings.NewReader("x"), 403,
			"OWN it"},
	} {
		t.Run(name, func(t *testing.T) {
			kept.refused = &messages.Refused{Reason: messages.RefusedBadRequest, Detail: "no torrent"}
			status, answer := send7(t, row.method, url+row.url, row.token, row.body)
			require.Equal(t, row.status, status, answer)
			require.Contains(t, answer, row.word)
		})
	}
	require.Empty(t, kept.torrents)
	require.EqualValues(t, uploadMemory, s.uploads.left.Load())
	require.EqualValues(t, bodyMemory, s.bodies.left.Load())

	require.True(t, s.uploads.take(uploadMemory))
	status, answer := send7(t, "PUT", url+good, "Bearer secret", strings.NewReader("x"))
	require.Equal(t, 503, status, answer)
}

func TestReadersOfTorrentsAreSlowedDown(t *testing.T) {
	kept := newShelf()
	kept.torrents[hash(1)] = make([]byte, 10*minRows*bytesPerRow)
	s, url := serve(t, newGate(owners), Options{Torrents: kept})
	s.rates.charge("127.0.0.1", rowBurst-minRows, time.Now())
	url += "/torrents/" + hash(1).String()
	statuses := []int{0, 0}
	for i := range statuses {
		statuses[i], _ = send7(t, "GET", url, "", nil)
		s.rates.charge("127.0.0.1", rowBurst, time.Now())
	}
	require.Equal(t, []int{200, 429}, statuses)
}

func TestOwnersHandOverTorrents(t *testing.T) {
	kept := newShelf()
	kept.refused = &messages.Refused{Reason: messages.RefusedFull}
	server, url := serve(t, newGate(owners), Options{Torrents: kept})
	a := &asker{t: t, gate: newGate(nil), answers: make(chan any, 10)}
	a.pid = a.gate.Inbox("peer", func(message any) { a.answers <- message })
	var err error
	a.client, err = NewClient(ClientOptions{URL: url + "/announce", Gate: a.gate,
		Torrent: func(file messages.InfoHash) ([]byte, bool) { return file[:], file != hash(3) }})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, a.client.Close()) })
	own := &messages.Own{Node: 7, Token: "secret", Holdings: []messages.Holding{
		{InfoHash: hash(1), State: messages.HoldingWhole}, {InfoHash: hash(2), State: messages.HoldingPart},
		{InfoHash: hash(3), State: messages.HoldingWhole}, {InfoHash: hash(4), State: messages.HoldingWhole},
	}}
	require.IsType(t, &messages.Owned{}, a.ask(own))
	require.Eventually(t, func() bool { return kept.Has(hash(4)) }, patience, time.Millisecond)
	file := hash(1)
	require.Equal(t, file[:], kept.get(hash(1)), "it was tried again after the depot was full")
	require.False(t, kept.Has(hash(2)), "it is not whole")
	require.False(t, kept.Has(hash(3)), "the node no longer has the torrent")
	require.IsType(t, &messages.Owned{}, a.ask(own))
	owned, err := server.IsOwned(hash(1))
	require.NoError(t, err)
	require.True(t, owned)
	require.Equal(t, 3, kept.puts, "what the tracker has is not handed over again")
}
