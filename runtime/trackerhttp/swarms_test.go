package trackerhttp

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/announce"
)

const announceQuery = "/announce?info_hash=%01bbbbbbbbbbbbbbbbbbb&peer_id=-SW0001-pppppppppppp&port=6881&left=7" +
	"&event=started"

// answerSwarms is a tracker that knows one peer, and the swarms whose hashes begin with 1.
func answerSwarms(t *testing.T, check func(ask *port.SwarmAsk)) func(any, func(any)) {
	return func(message any, reply func(any)) {
		asked := message.(*port.AskedSwarms)
		if len(asked.Asks) != 1 {
			t.Errorf("%d requests in one", len(asked.Asks))
		}
		ask := &asked.Asks[0]
		check(ask)
		ask.Failed = messages.AnnounceFailed{}
		ask.Announced = messages.Announced{Interval: time.Minute, External: ask.Announce.Addr.Addr(),
			Peers: append(ask.Announced.Peers[:0], netip.MustParseAddrPort("10.0.0.1:1"))}
		ask.Scraped = ask.Scraped[:0]
		for _, hash := range ask.Scrape {
			ask.Scraped = append(ask.Scraped, messages.Scraped{Hash: hash, Known: hash[0] == 1})
		}
		reply(asked)
	}
}

func TestAnnouncesReachTheTracker(t *testing.T) {
	want := messages.Announce{Hash: messages.Hash20([]byte("\x01bbbbbbbbbbbbbbbbbbb")),
		Peer: messages.PeerID([]byte("-SW0001-pppppppppppp")), Left: 7, Event: messages.EventStarted, Want: -1,
		Addr: netip.MustParseAddrPort("203.0.113.7:6881")}
	_, url := serve(t, newGate(answerSwarms(t, func(ask *port.SwarmAsk) {
		if ask.Announce != want || ask.Scrape != nil || ask.OneFamily {
			t.Errorf("asked %+v", ask)
		}
	})), Options{TrustedProxies: testProxies})
	head := " HTTP/1.1\r\nHost: any.example\r\nX-Forwarded-For: 203.0.113.7\r\nAccept-Encoding: gzip\r\n\r\n"
	for range 2 { // in the same memory
		response := converse(t, url, 1, "GET "+announceQuery+head)[0]
		require.Equal(t, 200, response.StatusCode)
		answer, failed, err := announce.ParseAnswer([]byte(text(t, response)))
		require.NoError(t, err)
		require.Nil(t, failed)
		require.Equal(t, messages.Announced{Interval: time.Minute, External: netip.MustParseAddr("203.0.113.7"),
			Peers: []netip.AddrPort{netip.MustParseAddrPort("10.0.0.1:1")}}, answer)
	}
	response := converse(t, url, 1, "GET "+announceQuery+"&compact=0"+head)[0]
	require.Contains(t, text(t, response), "d2:ip8:10.0.0.14:porti1ee")
}

func TestScrapesReachTheTracker(t *testing.T) {
	_, url := serve(t, newGate(answerSwarms(t, func(ask *port.SwarmAsk) {
		if len(ask.Scrape) != 2 {
			t.Errorf("asked %+v", ask)
		}
	})), Options{})
	response, body := fetch(t, "GET", url+"/scrape?info_hash=%01bbbbbbbbbbbbbbbbbbb&info_hash=%02bbbbbbbbbbbbbbbbbbb",
		"", "")
	require.Equal(t, 200, response.StatusCode)
	scraped, _, err := announce.ParseScrapeAnswer([]byte(body))
	require.NoError(t, err)
	require.Equal(t, []messages.Scraped{{Hash: messages.Hash20([]byte("\x01bbbbbbbbbbbbbbbbbbb")), Known: true}},
		scraped,
		"the tracker does not know the other one")
}

func TestAnnouncesThatFail(t *testing.T) {
	_, url := serve(t, newGate(func(message any, reply func(any)) {
		asked := message.(*port.AskedSwarms)
		asked.Asks[0].Failed = messages.AnnounceFailed{Reason: "no space", RetryIn: time.Hour}
		reply(asked)
	}), Options{})
	for target, want := range map[string]string{
		"/announce":                     "d14:failure reason20:info_hash is missinge",
		"/announce?info_hash=a":         "d14:failure reason22:info_hash is malformede",
		"/scrape":                       "info_hash is missing",
		"/scrape?info_hash=a":           "info_hash is malformed",
		announceQuery:                   "d14:failure reason8:no space8:intervali3600e8:retry in2:60e",
		"/scrape?" + announceQuery[10:]: "no space",
		"/scrape?" + strings.Repeat("info_hash=aaaaaaaaaaaaaaaaaaaa&", 75): "Request-URI Too Long",
	} {
		response, body := fetch(t, "GET", url+target, "", "")
		require.Equal(t, 200, response.StatusCode, target)
		require.Contains(t, body, want, target)
	}
	response, _ := fetch(t, "POST", url+announceQuery, "", "")
	require.Equal(t, 405, response.StatusCode)
}

// TestABusyTrackerDefersAnnounces finds status 503, after which clients come back within seconds.
func TestABusyTrackerDefersAnnounces(t *testing.T) {
	_, url := serve(t, newGate(func(any, func(any)) {}), Options{Timeout: 10 * time.Millisecond})
	response, body := fetch(t, "GET", url+announceQuery, "", "")
	require.Equal(t, 503, response.StatusCode)
	require.Equal(t, "1", response.Header.Get("Retry-After"))
	require.Contains(t, body, "failure reason")
}

// TestHostWithoutBrackets asks as libtorrent does over IPv6.
func TestHostWithoutBrackets(t *testing.T) {
	_, url := serve(t, newGate(answerSwarms(t, func(*port.SwarmAsk) {})), Options{})
	for host, status := range map[string]int{"fd00::2:23777": 200, "2001:db8::1:80": 200, "::1": 200,
		"1:2:3:4:5:6:7:8:12345": 200, "[::1]:80": 200, "x:1:2": 400, "::1%eth0": 400} {
		response := converse(t, url, 1, "GET "+announceQuery+" HTTP/1.1\r\nHost: "+host+"\r\n\r\n")[0]
		require.Equal(t, status, response.StatusCode, host)
	}
}
