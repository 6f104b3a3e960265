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

// registrar is a proxy between nodes and the tracker. When a node that has a relay registers, the registrar replaces
// its address by that of the relay, so that all datagrams for the node go through the relay. It changes nothing else.
type registrar struct {
	server  *httptest.Server
	tracker atomic.Pointer[url.URL]
	relays  map[int]*relay // by node
}

// through puts a registrar before the tracker and relays before the nodes.
func (s *swarm) through(relays map[int]*relay) *registrar {
	s.t.Helper()
	r := &registrar{relays: relays}
	r.setTracker(s.t, s.url)
	proxy := &httputil.ReverseProxy{
		Rewrite: func(request *httputil.ProxyRequest) { request.SetURL(r.tracker.Load()) },
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) {
			panic(http.ErrAbortHandler) // the tracker has stopped: send no answer
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

// setTracker sets the tracker that requests are passed to.
func (r *registrar) setTracker(t *testing.T, tracker string) {
	t.Helper()
	to, err := url.Parse(tracker)
	require.NoError(t, err)
	r.tracker.Store(to)
}

// register replaces the address in a request if the node has a relay.
func (r *registrar) register(t *testing.T, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the node has stopped
	}
	var fields map[string]any
	if err := json.Unmarshal(body, &fields); err != nil {
		t.Errorf("a node sent %q to /register: %v", body, err)
	}
	id, _ := fields["node_id"].(float64)
	if relay := r.relays[int(id)]; relay != nil {
		addr, _ := fields["addr"].(string)
		owner, err := netip.ParseAddrPort(addr)
		if err != nil {
			t.Errorf("node %v registers %q: %v", id, addr, err)
		}
		relay.owner.Store(&owner)
		fields["addr"] = relay.address().String()
		if body, err = json.Marshal(fields); err != nil {
			t.Error(err)
		}
	}
	request.Body, request.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	request.Header.Del("Content-Length")
}
