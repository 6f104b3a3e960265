package announcer

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/announce"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// mailbox is a gate that keeps what is posted.
type mailbox chan any

func (m mailbox) Post(_ port.PID, message any)     { m <- message }
func (m mailbox) Inbox(string, func(any)) port.PID { return nil }
func (m mailbox) CloseInbox(port.PID)              {}
func (m mailbox) next(t *testing.T) any {
	t.Helper()
	select {
	case message := <-m:
		return message
	case <-time.After(20 * time.Second):
		require.Fail(t, "nothing was posted")
		return nil
	}
}

// said is what the tests announce.
var said = messages.Announce{Hash: messages.Hash20{1, 2}, Peer: messages.PeerID{3}, Left: 5, Want: 9,
	Event: messages.EventStarted, Addr: netip.AddrPortFrom(netip.Addr{}, 4001)}

// peers is what trackers answer in the tests.
var peers = []netip.AddrPort{netip.MustParseAddrPort("10.1.2.3:77")}

// ask announces once, and returns what is posted.
func ask(t *testing.T, tracker string) any {
	t.Helper()
	box := make(mailbox, 8)
	a := New(box, "Swarm")
	defer a.Stop()
	a.Announce(tracker, said, "id", nil)
	return box.next(t)
}

func serve(t *testing.T, handle http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	return server.URL
}

// answerOK answers as a tracker does.
func answerOK(w http.ResponseWriter, _ *http.Request) {
	_, _ = w.Write(announce.AppendAnswer(nil, &messages.Announced{Interval: time.Hour, Peers: peers}, true))
}

func TestAnnounceOverHTTP(t *testing.T) {
	var query announce.Query
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var err error
		query, err = announce.ParseQuery([]byte(r.URL.RawQuery))
		if err != nil || r.URL.Path != "/prefix/announce" || r.UserAgent() != "Swarm" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		answerOK(w, r)
	})
	got := ask(t, url+"/prefix/announce?pass=1")
	require.Equal(t, &port.StockAnnounced{URL: url + "/prefix/announce?pass=1", Hash: said.Hash,
		Announced: messages.Announced{Interval: time.Hour, Peers: peers}}, got)
	require.Equal(t, said, query.Announce)
	require.Equal(t, "id", query.TrackerID)
}

func TestTrackerThatRejects(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(announce.AppendFailure(nil, &messages.AnnounceFailed{Reason: "not here", RetryIn: time.Hour}))
	})
	failed, ok := ask(t, url+"/announce").(*port.StockAnnounceFailed)
	require.True(t, ok)
	require.Equal(t, messages.AnnounceFailed{Reason: "not here", RetryIn: time.Hour}, failed.AnnounceFailed)
}

func TestRedirects(t *testing.T) {
	target := serve(t, answerOK)
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, target+"/announce?"+r.URL.RawQuery, http.StatusFound)
	})
	require.IsType(t, &port.StockAnnounced{}, ask(t, url+"/announce"))
	inside := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, target+"/admin?"+r.URL.RawQuery, http.StatusFound)
	})
	failed, ok := ask(t, inside+"/announce").(*port.StockAnnounceFailed)
	require.True(t, ok, "a tracker leads to an address of this host that is none")
	require.Contains(t, failed.Reason, "does not look like a tracker")
	loop := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/announce", http.StatusFound)
	})
	require.Contains(t, ask(t, loop+"/announce").(*port.StockAnnounceFailed).Reason, "redirects too often")
}

func TestBadTrackers(t *testing.T) {
	teapot := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	endless := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		for range 2 * maxAnswer / 1024 {
			if _, err := w.Write(make([]byte, 1024)); err != nil {
				return
			}
		}
	})
	garbage := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) })
	for url, reason := range map[string]string{
		teapot + "/announce":          "418",
		endless + "/announce":         "more than",
		garbage + "/announce":         "",
		teapot + "/admin?delete=1":    "does not look like a tracker",
		"udp://127.0.0.1:9/admin":     "does not look like a tracker",
		"wss://tracker.test/announce": "not supported",
		"http://%zz/announce":         "",
	} {
		failed, ok := ask(t, url).(*port.StockAnnounceFailed)
		require.True(t, ok, url)
		require.Contains(t, failed.Reason, reason, url)
		require.NotEmpty(t, failed.Reason)
	}
}

// trackUDP answers datagrams as a tracker does.
func trackUDP(t *testing.T, reject bool) string {
	t.Helper()
	socket, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	require.NoError(t, err)
	done := make(chan struct{})
	t.Cleanup(func() {
		require.NoError(t, socket.Close())
		<-done
	})
	go func() {
		defer close(done)
		buffer := make([]byte, 2048)
		for {
			n, from, err := socket.ReadFromUDPAddrPort(buffer)
			if err != nil {
				return
			}
			var request announce.Request
			if announce.ParseRequest(&request, buffer[:n]) != nil {
				continue
			}
			reply := announce.AppendConnected(nil, request.Transaction, 77)
			switch {
			case request.Action == announce.ActionAnnounce && reject:
				reply = announce.AppendFailed(nil, request.Transaction, "not here")
			case request.Action == announce.ActionAnnounce && request.Connection == 77 &&
				string(request.URLData) == "/announce?x=1":
				reply = announce.AppendAnnounced(nil, request.Transaction,
					&messages.Announced{Interval: time.Hour, Peers: peers},
					false)
			}
			stale := announce.AppendConnected(nil, request.Transaction+1, 5)
			_, _ = socket.WriteToUDPAddrPort(stale, from) // the answer to another question
			_, _ = socket.WriteToUDPAddrPort(reply, from)
		}
	}()
	return fmt.Sprintf("udp://%v/announce?x=1", socket.LocalAddr())
}

func TestAnnounceOverUDP(t *testing.T) {
	url := trackUDP(t, false)
	require.Equal(t, &port.StockAnnounced{URL: url, Hash: said.Hash,
		Announced: messages.Announced{Interval: time.Hour, Peers: peers}}, ask(t, url))
	failed, ok := ask(t, trackUDP(t, true)).(*port.StockAnnounceFailed)
	require.True(t, ok)
	require.Equal(t, "not here", failed.Reason)
}

func TestStopEndsAnnounces(t *testing.T) {
	release := make(chan struct{})
	url := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	})
	defer close(release)
	box := make(mailbox, 100)
	a := New(box, "Swarm")
	for range maxAnnounces + 3 {
		a.Announce(url+"/announce", said, "", nil)
	}
	a.Stop()
	require.Len(t, box, maxAnnounces+3, "each is answered")
	for range maxAnnounces + 3 {
		reason := box.next(t).(*port.StockAnnounceFailed).Reason
		require.True(t, strings.Contains(reason, "canceled"), reason)
	}
	a.Announce(url+"/announce", said, "", nil)
	require.Empty(t, box)
}
