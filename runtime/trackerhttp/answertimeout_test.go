package trackerhttp

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func TestAnswerTimeoutAdapts(t *testing.T) {
	a := &answerTimeout{least: 5 * time.Second}
	require.Equal(t, 5*time.Second, a.current())
	a.late(5 * time.Second)
	a.late(5 * time.Second) // a request beside it was late too
	require.Equal(t, 10*time.Second, a.current())
	a.answered(6 * time.Second)
	require.Equal(t, 18*time.Second, a.current())
	a.answered(time.Millisecond)
	require.Equal(t, 5*time.Second, a.current())
	for range 9 {
		a.late(a.current())
	}
	require.Equal(t, maxAnswerTimeout, a.current())
}

func TestSlowTrackerIsWaitedFor(t *testing.T) {
	url := stranger(t, func(w http.ResponseWriter, _ *http.Request) {
		<-time.After(60 * time.Millisecond)
		_, _ = w.Write([]byte(`{"node_id":1}`))
	})
	a := newAsker(t, url, 40*time.Millisecond)
	a.unreachable(&messages.Exit{Node: 1})
	for range 10 { // a machine that is busy may need a third try
		if _, ok := a.ask(&messages.Exit{Node: 1}).(*messages.Exited); ok {
			return
		}
	}
	t.Fatal("the timeout does not grow")
}

// TestURLPrefixIsKept publishes a tracker under a prefix.
func TestURLPrefixIsKept(t *testing.T) {
	var mu sync.Mutex
	var asked []string
	url := stranger(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, r.URL.Path)
		mu.Unlock()
		_, _ = w.Write([]byte(`{"node_id":1}`))
	})
	for _, suffix := range []string{"", "/", "/swarm", "/a/b/", "/announce", "/swarm/announce"} {
		require.IsType(t, &messages.Exited{}, newAsker(t, url+suffix, 0).ask(&messages.Exit{Node: 1}))
	}
	mu.Lock()
	defer mu.Unlock()
	require.Equal(t, []string{"/exit", "/exit", "/swarm/exit", "/a/b/exit", "/exit", "/swarm/exit"}, asked)
}

// TestNodeThatEndsDuringRegisterLeaves closes a client whose REGISTER the tracker has, but has not answered.
func TestNodeThatEndsDuringRegisterLeaves(t *testing.T) {
	arrived, exited, release := make(chan struct{}), make(chan struct{}, 9), make(chan struct{})
	url := stranger(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/register" {
			close(arrived)
			<-release
			return
		}
		exited <- struct{}{}
		_, _ = w.Write([]byte(`{"node_id":1}`))
	})
	t.Cleanup(func() { close(release) })
	a := newAsker(t, url, 0)
	a.client.Ask(&messages.Register{Node: 1, Token: "secret"}, a.pid)
	<-arrived
	require.NoError(t, a.client.Close())
	require.IsType(t, &messages.Unreachable{}, a.answer())
	require.Len(t, exited, 1)
}
