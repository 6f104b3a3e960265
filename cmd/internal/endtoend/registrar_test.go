//go:build unix

package endtoend

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// registrar stands between nodes and the tracker. When a node that has a relay registers, it registers the relay's
// address in place of the node's, so that all datagrams for the node go through the relay. Nothing else is changed.
type registrar struct {
	server  *httptest.Server
	tracker atomic.Pointer[url.URL]
	relays  map[int]*relay // by node
}

// through puts a registrar before the tracker of a swarm, and the relays before the nodes.
func (s *swarm) through(relays map[int]*relay) *registrar {
	s.t.Helper()
	r := &registrar{relays: relays}
	r.follow(s.t, s.url)
	proxy := &httputil.ReverseProxy{
		Rewrite: func(request *httputil.ProxyRequest) { request.SetURL(r.tracker.Load()) },
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) {
			panic(http.ErrAbortHandler) // a tracker that is gone is silent
		},
	}
	r.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if request.URL.Path == "/register" {
			r.register(s.t, request)
		}
		proxy.ServeHTTP(w, request)
	}))
	s.t.Cleanup(r.server.Close)
	s.url = r.server.URL
	return r
}

// follow makes a tracker the one that requests go to.
func (r *registrar) follow(t *testing.T, tracker string) {
	t.Helper()
	to, err := url.Parse(tracker)
	require.NoError(t, err)
	r.tracker.Store(to)
}

func (r *registrar) register(t *testing.T, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the node is gone
	}
	var said map[string]any
	if err := json.Unmarshal(body, &said); err != nil {
		t.Errorf("a node sent %q to /register: %v", body, err)
	}
	id, _ := said["node_id"].(float64)
	if relay := r.relays[int(id)]; relay != nil {
		addr, _ := said["addr"].(string)
		owner, err := netip.ParseAddrPort(addr)
		if err != nil {
			t.Errorf("node %v registers %q: %v", id, addr, err)
		}
		relay.owner.Store(&owner)
		said["addr"] = relay.address().String()
		if body, err = json.Marshal(said); err != nil {
			t.Error(err)
		}
	}
	request.Body, request.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	request.Header.Del("Content-Length")
}
