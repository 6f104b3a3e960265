package announce

import (
	"encoding/hex"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func bytesOf(t *testing.T, text string) []byte {
	bytes, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	require.NoError(t, err)
	return bytes
}

var sampleAnnounce = messages.Announce{
	Hash: messages.Hash20([]byte("hhhhhhhhhhhhhhhhhhhh")), Peer: messages.PeerID([]byte("-SW0001-pppppppppppp")),
	Downloaded: 1, Left: 2, Uploaded: 3, Event: messages.EventStarted, Key: 0x01020304, Want: -1,
	Addr: netip.AddrPortFrom(netip.Addr{}, 6881),
}

// TestRequestsOnTheWire compares with bytes that were written by hand from BEP 15.
func TestRequestsOnTheWire(t *testing.T) {
	require.Equal(t, bytesOf(t, "0000041727101980 00000000 0000002a"), AppendConnect(nil, 42))
	announce := bytesOf(t, "1122334455667788 00000001 0000002a"+strings.Repeat("68", 20)+
		"2d5357303030312d"+strings.Repeat("70", 12)+
		"0000000000000001 0000000000000002 0000000000000003 00000002 00000000 01020304 ffffffff 1ae1")
	require.Equal(t, announce, AppendAnnounce(nil, 0x1122334455667788, 42, &sampleAnnounce, ""))
	require.Len(t, announce, announceBytes)
	require.Equal(t, append(announce, "\x02\x04/a?b"...),
		AppendAnnounce(nil, 0x1122334455667788, 42, &sampleAnnounce, "/a?b"))

	var request Request
	require.NoError(t, ParseRequest(&request, append(announce, "\x02\x02/a\x01\x07\x02xy\x02\x02?b\x00\x02\x01z"...)))
	require.Equal(t, Request{Action: ActionAnnounce, Transaction: 42, Connection: 0x1122334455667788,
		Announce: sampleAnnounce, URLData: []byte("/a?b")}, request)
	long := strings.Repeat("x", 700)
	require.NoError(t, ParseRequest(&request, AppendAnnounce(nil, 1, 2, &sampleAnnounce, long)))
	require.Equal(t, long, string(request.URLData))
	for _, cut := range []string{"\x02", "\x02\x05/abc", "\x00", "\x01\x01"} {
		require.NoError(t, ParseRequest(&request, append(announce[:announceBytes:announceBytes], cut...)), "%q", cut)
		require.Empty(t, request.URLData)
	}
	announce[83] = 9
	require.NoError(t, ParseRequest(&request, announce))
	require.Equal(t, messages.EventNone, request.Announce.Event, "an unknown event")

	require.NoError(t, ParseRequest(&request, AppendScrape(nil, 5, 6, []messages.Hash20{{1}, {2}})))
	require.Equal(t, []messages.Hash20{{1}, {2}}, request.Hashes)
	require.NoError(t, ParseRequest(&request, AppendScrape(nil, 5, 6, make([]messages.Hash20, 80))))
	require.Len(t, request.Hashes, messages.MaxScrape)
}

func TestRequestsThatAreRefused(t *testing.T) {
	var request Request
	require.ErrorIs(t, ParseRequest(&request, make([]byte, 15)), ErrStranger)
	require.ErrorIs(t, ParseRequest(&request, make([]byte, 16)), ErrStranger, "a connect without the magic")
	require.ErrorIs(t, ParseRequest(&request, AppendAnnounce(nil, 1, 2, &sampleAnnounce, "")[:97]), errShort)
	require.ErrorIs(t, ParseRequest(&request, AppendScrape(nil, 1, 2, nil)), errNoHash)
	require.ErrorIs(t, ParseRequest(&request, appendHead(make([]byte, 8), 7, 2)), errAction)
	require.EqualValues(t, 2, request.Transaction, "it is known for the answer")
}

func TestRepliesOnTheWire(t *testing.T) {
	connected := AppendConnected(nil, 42, 0x1122334455667788)
	require.Equal(t, bytesOf(t, "00000000 0000002a 1122334455667788"), connected)
	require.Len(t, connected, connectBytes, "no more than came")
	reply, err := ParseReply(connected, false)
	require.NoError(t, err)
	require.EqualValues(t, 0x1122334455667788, reply.Connection)

	announced := &messages.Announced{Interval: 1800 * time.Second, SwarmSize: messages.SwarmSize{Seeds: 3, Others: 4},
		Peers: []netip.AddrPort{netip.MustParseAddrPort("10.0.0.1:6881"), netip.MustParseAddrPort("[2001:db8::1]:2"),
			netip.MustParseAddrPort("10.0.0.2:80")}}
	four := AppendAnnounced(nil, 42, announced, false)
	require.Equal(t, bytesOf(t, "00000001 0000002a 00000708 00000004 00000003 0a000001 1ae1 0a000002 0050"), four)
	six := AppendAnnounced(nil, 42, announced, true)
	require.Equal(t, bytesOf(t, "00000001 0000002a 00000708 00000004 00000003 20010db8000000000000000000000001 0002"),
		six)
	reply, err = ParseReply(four, false)
	require.NoError(t, err)
	require.Equal(t, 1800*time.Second, reply.Announced.Interval)
	require.Equal(t, messages.SwarmSize{Seeds: 3, Others: 4}, reply.Announced.SwarmSize)
	require.Equal(t, []netip.AddrPort{announced.Peers[0], announced.Peers[2]}, reply.Announced.Peers)
	reply, err = ParseReply(six, true)
	require.NoError(t, err)
	require.Equal(t, announced.Peers[1:2], reply.Announced.Peers)
	_, err = ParseReply(four, true)
	require.ErrorIs(t, err, errPeers)

	scraped := AppendScraped(nil, 42, []messages.Scraped{{SwarmSize: messages.SwarmSize{Seeds: 1, Downloads: 2,
		Others: 3}}})
	require.Equal(t, bytesOf(t, "00000002 0000002a 00000001 00000002 00000003"), scraped)
	reply, err = ParseReply(scraped, false)
	require.NoError(t, err)
	require.Equal(t, messages.SwarmSize{Seeds: 1, Downloads: 2, Others: 3}, reply.Scraped[0].SwarmSize)

	failed := AppendFailed(nil, 42, "no")
	require.Equal(t, bytesOf(t, "00000003 0000002a 6e6f"), failed)
	reply, err = ParseReply(failed, false)
	require.NoError(t, err)
	require.Equal(t, "no", reply.Failed.Reason)
}

// TestADatagramFitsThePath finds that the longest answers fit an MTU of 1,500 bytes.
func TestADatagramFitsThePath(t *testing.T) {
	var four, six messages.Announced
	for i := range uint16(messages.MaxAnnounced) {
		four.Peers = append(four.Peers, netip.AddrPortFrom(netip.MustParseAddr("10.0.0.1"), i+1))
		six.Peers = append(six.Peers, netip.AddrPortFrom(netip.MustParseAddr("2001:db8::1"), i+1))
	}
	require.Len(t, AppendAnnounced(nil, 1, &four, false), announcedBytes+messages.MaxAnnounced*peerBytes)
	require.LessOrEqual(t, len(AppendAnnounced(nil, 1, &four, false)), 1472)
	require.Len(t, AppendAnnounced(nil, 1, &six, true), announcedBytes+maxDatagram6Peers*peer6Bytes)
	require.LessOrEqual(t, len(AppendAnnounced(nil, 1, &six, true)), 1452)
	require.LessOrEqual(t, len(AppendScraped(nil, 1, make([]messages.Scraped, messages.MaxScrape))), 1452)
}

func FuzzRequest(f *testing.F) {
	f.Add(AppendConnect(nil, 1))
	f.Add(AppendAnnounce(nil, 1, 2, &sampleAnnounce, "/announce?a=b"))
	f.Add(AppendScrape(nil, 1, 2, []messages.Hash20{{1}, {2}}))
	f.Fuzz(func(t *testing.T, datagram []byte) {
		var request Request
		if ParseRequest(&request, datagram) != nil {
			return
		}
		require.LessOrEqual(t, len(request.URLData), MaxURLData)
		var again Request
		switch request.Action {
		case ActionConnect:
			require.Equal(t, datagram[:connectBytes], AppendConnect(nil, request.Transaction))
			return
		case ActionAnnounce:
			require.NoError(t, ParseRequest(&again, AppendAnnounce(nil, request.Connection, request.Transaction,
				&request.Announce, string(request.URLData))))
		case ActionScrape:
			require.NoError(t, ParseRequest(&again, AppendScrape(nil, request.Connection, request.Transaction,
				request.Hashes)))
		}
		require.Equal(t, request, again)
	})
}

func FuzzReply(f *testing.F) {
	f.Add(AppendConnected(nil, 1, 2), false)
	f.Add(AppendAnnounced(nil, 1, &messages.Announced{Peers: []netip.AddrPort{netip.MustParseAddrPort("1.2.3.4:5")}},
		false), false)
	f.Add(AppendFailed(nil, 1, "no"), true)
	f.Fuzz(func(t *testing.T, datagram []byte, ipv6 bool) {
		reply, err := ParseReply(datagram, ipv6)
		require.True(t, err != nil || len(reply.Announced.Peers) <= messages.MaxAnnounced)
		require.LessOrEqual(t, len(reply.Failed.Reason), maxText)
	})
}

func BenchmarkParseAnnounce(b *testing.B) {
	datagram := AppendAnnounce(nil, 1, 2, &sampleAnnounce, "/announce")
	var request Request
	for b.Loop() {
		if err := ParseRequest(&request, datagram); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseQuery(b *testing.B) {
	query := []byte(strings.TrimPrefix(string(AppendURL(nil, "", &Query{Announce: sampleAnnounce, Compact: true})),
		"?"))
	for b.Loop() {
		if _, err := ParseQuery(query); err != nil {
			b.Fatal(err)
		}
	}
}
