package trackerhttp

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// stranger is an HTTP server that is no tracker of ours.
func stranger(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func TestCausesAreForPeople(t *testing.T) {
	exit := &messages.Exit{Node: 1}
	nowhere := "http://" + freeAddress(t)
	require.Equal(t, "no tracker listens at "+nowhere+": connection refused", newAsker(t, nowhere, 0).unreachable(exit))

	silent := make(chan struct{})
	url := stranger(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-silent
	})
	require.Equal(t, "the tracker at "+url+" did not answer within 50ms",
		newAsker(t, url, 50*time.Millisecond).unreachable(exit))
	close(silent)

	url = stranger(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "http://elsewhere.example/\u202e")
		w.WriteHeader(http.StatusPermanentRedirect)
	})
	cause := newAsker(t, url, 0).unreachable(exit)
	require.Contains(t, cause, "says that it moved to http://elsewhere.example/")
	require.NotContains(t, cause, "\u202e")

	url = stranger(t, func(w http.ResponseWriter, _ *http.Request) {
		panic(http.ErrAbortHandler)
	})
	require.Equal(t, "the tracker at "+url+" closed the connection without an answer",
		newAsker(t, url, 0).unreachable(exit))

	unknown := newAsker(t, "http://no-such-host.invalid", 0).unreachable(exit)
	require.Contains(t, unknown, "no-such-host.invalid")
}

func TestAnswersThatMakeNoSense(t *testing.T) {
	need := &messages.Need{Node: 1, InfoHash: hash(1)}
	owners := `{"info_hash":"` + hash(1).String() + `","owners":[`
	for name, test := range map[string]struct {
		ask    messages.Ask
		status int
		body   string
		cause  string
	}{
		"a page":          {need, 200, "<html>", "answered what no tracker does"},
		"nothing":         {need, 200, "", "answered what no tracker does"},
		"another page":    {need, 404, "not found", "is no tracker: it answered with status 404"},
		"an empty object": {need, 500, "{}", "is no tracker: it answered with status 500"},
		"a fault": {need, 503, `{"error":"busy","reason":"too much \u001b[2J"}`,
			"status 503: too much \ufffd[2J"},
		"a wrong status":  {need, 200, `{"error":"node_taken","reason":"x"}`, "info_hash is not the one"},
		"a wrong refusal": {need, 404, `{"error":"node_taken","reason":"x"}`, "status 404: x"},
		"another node":    {&messages.Exit{Node: 1}, 200, `{"node_id":2}`, "node_id is not 1"},
		"no node":         {&messages.Own{Node: 0}, 200, `{}`, "node_id is not 0"},
		"no token":        {&messages.Register{Node: 1}, 200, `{"node_id":1}`, "token is missing"},
		"a long token": {&messages.Register{Node: 1}, 200, `{"node_id":1,"token":"` + strings.Repeat("x",
			200) + `"}`, "token"},
		"another file":       {need, 200, `{"info_hash":"` + hash(2).String() + `"}`, "info_hash is not the one"},
		"an owner nowhere":   {need, 200, owners + `{"node_id":1,"addr":"0.0.0.0:1"}]}`, "is nowhere"},
		"an owner, no port":  {need, 200, owners + `{"node_id":1,"addr":"10.0.0.1:0"}]}`, "is nowhere"},
		"an owner, no name":  {need, 200, owners + `{"addr":"10.0.0.1:1"}]}`, "node_id of owner 1 is missing"},
		"a group of owners":  {need, 200, owners + `{"node_id":1,"addr":"224.0.0.1:1"}]}`, "is nowhere"},
		"too many owners":    {need, 200, owners + strings.Repeat("{},", maxOwners) + `{}]}`, "1000 is the most"},
		"too long an answer": {need, 200, strings.Repeat(" ", replyBytes+1), "more than"},
		"a negative number": {&messages.Update{Node: 1}, 200, `{"node_id":1,"upload_frequency":-1}`,
			"no tracker does"},
	} {
		t.Run(name, func(t *testing.T) {
			url := stranger(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body)
			})
			require.Contains(t, newAsker(t, url, 0).unreachable(test.ask), test.cause)
		})
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	var asked atomic.Int32
	other := stranger(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	url := stranger(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other, http.StatusTemporaryRedirect)
	})
	newAsker(t, url, 0).unreachable(&messages.Register{Node: 1, Token: "secret"})
	require.Zero(t, asked.Load(), "a token is for its own tracker")
}

func TestTooManyWait(t *testing.T) {
	arrived, release := make(chan struct{}, 1), make(chan struct{})
	url := stranger(t, func(_ http.ResponseWriter, _ *http.Request) {
		arrived <- struct{}{}
		<-release
	})
	a := newAsker(t, url, patience)
	a.client.Ask(&messages.Update{Node: 1}, a.pid)
	<-arrived
	for range queueLength {
		a.client.Ask(&messages.Update{Node: 1}, a.pid)
	}
	require.Contains(t, a.unreachable(&messages.Update{Node: 1, Uploads: 7}), "too many requests wait")
	closed := make(chan error)
	go func() { closed <- a.client.Close() }()
	for range 1 + queueLength {
		require.Equal(t, "the node is leaving", a.answer().(*messages.Unreachable).Cause)
	}
	require.NoError(t, <-closed)
	require.Equal(t, "the node is leaving", a.unreachable(&messages.Update{Node: 2}))
	close(release)
}

func TestConnectionsAreKept(t *testing.T) {
	var opened atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"node_id":1}`)
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	a := newAsker(t, server.URL, 0)
	for range 20 {
		require.IsType(t, &messages.Exited{}, a.ask(&messages.Exit{Node: 1}))
	}
	require.Equal(t, int32(1), opened.Load())
}
