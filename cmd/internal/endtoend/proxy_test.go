//go:build unix

package endtoend

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// behind puts a reverse proxy before the tracker: nodes are told the proxy's URL with a prefix. slow, if not nil, says
// how long the answer to a request is held back.
func (s *swarm) behind(prefix string, slow func(urlPath string) time.Duration) {
	s.t.Helper()
	tracker, err := url.Parse(s.url)
	require.NoError(s.t, err)
	proxy := &httputil.ReverseProxy{
		Rewrite: func(request *httputil.ProxyRequest) { request.SetURL(tracker) },
		ModifyResponse: func(response *http.Response) error {
			body, err := io.ReadAll(response.Body) // the tracker is done with the request
			if err == nil && slow != nil {
				select {
				case <-time.After(slow(response.Request.URL.Path)):
				case <-response.Request.Context().Done(): // the node did not wait
				}
			}
			response.Body = io.NopCloser(bytes.NewReader(body))
			return err
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	server := httptest.NewServer(http.StripPrefix(prefix, proxy))
	s.t.Cleanup(server.Close)
	s.url = server.URL + prefix
}

// A web server publishes the tracker under a prefix of its URL. The torrent names the whole URL.
func TestTrackerUnderAPrefix(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	direct := s.url
	s.behind("/swarm", nil)
	prefixed := s.url
	original := sample(t, filepath.Join(s.dir, "data.bin"), 1<<20, 60)
	s.url = direct
	one := s.run("peer", "-node_id", "1", "-tracker", prefixed, "-udp", "127.0.0.1:0", "-json", "send", original.path)
	torrent, _ := one.event("file_shared")["torrent"].(string)
	s.lists(1, func(n nodeRow) bool { return n.Files == 1 })
	two := s.run("peer", "-node_id", "2", "-tracker", prefixed+"/", "-udp", "127.0.0.1:0", "-json", "download", torrent)
	require.Zero(t, two.status())
	original.isAt(t, s.copyOf(2, "data.bin"))
}

// A tracker that takes longer than a node waits at first is waited for.
func TestSlowTracker(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	var registers atomic.Int32
	s.behind("", func(urlPath string) time.Duration {
		if urlPath == "/register" && registers.Add(1) <= 2 {
			return 5500 * time.Millisecond
		}
		return 0
	})
	original := sample(t, filepath.Join(s.dir, "data.bin"), 10_000, 61)
	s.share(1, original.path)
	require.Less(t, registers.Load(), int32(5), "it waits longer than before")
}

// Peers end while the answer to their REGISTER is on its way. The tracker does not keep them. They end because without
// BitTorrent a node takes no torrent of another tracker.
func TestPeerEndsDuringRegister(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "peer: {bittorrent: off}\n")
	s.track()
	direct := s.url
	original := sample(t, filepath.Join(s.dir, "data.bin"), 10_000, 62)
	create := s.run("swarm", "torrent", "create", original.path, "-announce", "http://192.0.2.1:1")
	require.Zero(t, create.status())
	s.behind("", func(urlPath string) time.Duration {
		if strings.HasSuffix(urlPath, "/register") {
			return 200 * time.Millisecond
		}
		return 0
	})
	var peers []*process
	for id := range 8 {
		peers = append(peers, s.peer(id+1, "download", original.path+".torrent"))
	}
	for _, p := range peers {
		require.Equal(t, 1, p.status(), "the torrent is of another tracker")
	}
	s.url = direct
	nodes, err := s.nodes()
	require.NoError(t, err)
	require.Empty(t, nodes)
}
