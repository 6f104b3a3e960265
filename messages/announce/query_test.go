package announce

import (
	"math"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

const (
	someHash = "%01%23Eg%89%ab%CD%ef%00%00%00%00%00%00%00%00%00%00%00%2b"
	somePeer = "-LT20B0-a.b_c~d!*(%29"
)

func TestQueriesOfClients(t *testing.T) {
	hash := messages.Hash20{0x01, 0x23, 'E', 'g', 0x89, 0xab, 0xcd, 0xef, 19: '+'}
	const head = "info_hash=" + someHash + "&peer_id=" + somePeer + "x"
	peer := messages.PeerID([]byte("-LT20B0-a.b_c~d!*()x"))
	for name, test := range map[string]struct {
		query string
		want  func(q *Query)
	}{
		"the least": {"&port=0", func(q *Query) { q.Want, q.Left, q.Compact = -1, math.MaxInt64, true }},
		"libtorrent": {"&port=6881&uploaded=1&downloaded=2&left=0&corrupt=0&key=0A1B2C3D&event=completed&numwant=200" +
			"&compact=1&no_peer_id=1&supportcrypto=1&redundant=0", func(q *Query) {
			q.Uploaded, q.Downloaded, q.Event, q.Want, q.Compact = 1, 2, messages.EventCompleted, 200, true
			q.Key, q.Addr = 0x0a1b2c3d, netip.AddrPortFrom(netip.Addr{}, 6881)
		}},
		"a partial seed": {"&port=65535&left=7&event=paused&numwant=0&compact=0&trackerid=a%26b",
			func(q *Query) {
				q.Left, q.Event, q.TrackerID = 7, messages.EventPaused, "a&b"
				q.Addr = netip.AddrPortFrom(netip.Addr{}, 65535)
			}},
		"numbers that are none": {"&port=1&left=-1&uploaded=x&numwant=-5&event=empty&ip=10.0.0.1&&x", func(q *Query) {
			q.Addr, q.Left, q.Want, q.Compact = netip.AddrPortFrom(netip.Addr{}, 1), math.MaxInt64, -1, true
		}},
	} {
		want := Query{Announce: messages.Announce{Hash: hash, Peer: peer, Addr: netip.AddrPortFrom(netip.Addr{}, 0)}}
		test.want(&want)
		got, err := ParseQuery([]byte(head + test.query))
		require.NoError(t, err, name)
		require.Equal(t, want, got, name)
	}
	got, err := ParseQuery([]byte(head + "&port=1&key=" + somePeer))
	require.NoError(t, err)
	require.NotZero(t, got.Key, "a key that is no number")
}

func TestQueriesThatAreRefused(t *testing.T) {
	const peer, port = "&peer_id=" + somePeer + "x", "&port=1"
	for query, problem := range map[string]string{
		"":                            "info_hash is missing",
		"info_hash=%00" + peer + port: "info_hash is malformed",
		"info_hash=" + someHash + "%00" + peer + port:                          "info_hash is malformed",
		"info_hash=" + someHash + "&info_hash=" + someHash + peer + port:       "info_hash is malformed",
		"info_hash=" + someHash + port:                                         "peer_id is missing",
		"info_hash=" + someHash + peer:                                         "port is missing",
		"info_hash=" + someHash + peer + "&port=65536":                         "port is malformed",
		"info_hash=" + someHash + peer + "&port=":                              "port is malformed",
		"info_hash=" + someHash + "&peer_id=" + strings.Repeat("%", 21) + port: "peer_id is malformed",
	} {
		_, err := ParseQuery([]byte(query))
		require.EqualError(t, err, problem, query)
	}
}

func TestScrapes(t *testing.T) {
	hashes, err := ParseScrapeQuery(nil, []byte("a=b&info_hash="+someHash+"&info_hash=%41"+strings.Repeat("b", 19)))
	require.NoError(t, err)
	require.Equal(t, []messages.Hash20{{0x01, 0x23, 'E', 'g', 0x89, 0xab, 0xcd, 0xef, 19: '+'},
		messages.Hash20([]byte("Abbbbbbbbbbbbbbbbbbb"))}, hashes)
	url := AppendScrapeURL(nil, "http://t/scrape?k=1", hashes)
	again, err := ParseScrapeQuery(nil, []byte(strings.TrimPrefix(string(url), "http://t/scrape?")))
	require.NoError(t, err)
	require.Equal(t, hashes, again)
	_, err = ParseScrapeQuery(nil, []byte("info_hash=a"))
	require.EqualError(t, err, "info_hash is malformed")
	_, err = ParseScrapeQuery(nil, nil)
	require.ErrorContains(t, err, "info_hash is missing")
	_, err = ParseScrapeQuery(nil, []byte(strings.Repeat("info_hash="+someHash+"&", messages.MaxScrape+1)))
	require.ErrorContains(t, err, "Request-URI Too Long", "which Transmission understands")
}

// TestScrapeURL has the examples of BEP 48.
func TestScrapeURL(t *testing.T) {
	for tracker, want := range map[string]string{
		"http://example.com/announce":              "http://example.com/scrape",
		"http://example.com/x/announce":            "http://example.com/x/scrape",
		"http://example.com/announce.php":          "http://example.com/scrape.php",
		"http://example.com/a":                     "",
		"http://example.com/announce?x2%0644":      "http://example.com/scrape?x2%0644",
		"http://example.com/announce?x=2/4":        "http://example.com/scrape?x=2/4",
		"http://example.com/x%064announce":         "",
		"http://example.com":                       "",
		"http://example.com/announce/announce.cgi": "http://example.com/announce/scrape.cgi",
	} {
		got, ok := ScrapeURL(tracker)
		require.Equal(t, want, got, tracker)
		require.Equal(t, want != "", ok, tracker)
	}
}

// FuzzQuery finds that what is read can be written, and is read the same.
func FuzzQuery(f *testing.F) {
	f.Add([]byte("info_hash=" + someHash + "&peer_id=" + somePeer +
		"x&port=6881&left=1&event=started&key=xyz&trackerid=%00"))
	f.Add([]byte("info_hash=%&info_hash=++++++++++++++++++++&port=1&peer_id=%%%%%%%%%%%%%%%%%%%%"))
	f.Fuzz(func(t *testing.T, query []byte) {
		hashes, err := ParseScrapeQuery(nil, query)
		require.True(t, err != nil || len(hashes) > 0 && len(hashes) <= messages.MaxScrape)
		q, err := ParseQuery(query)
		if err != nil {
			return
		}
		again, err := ParseQuery([]byte(strings.TrimPrefix(string(AppendURL(nil, "", &q)), "?")))
		require.NoError(t, err)
		require.Equal(t, q, again)
	})
}
