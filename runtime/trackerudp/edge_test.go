package trackerudp

import (
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
	"swarm/messages/announce"
)

var testKey = make([]byte, keyBytes)

// fakeTracker answers each batch with what answer says.
func fakeTracker(gate *porttest.Gate, answer func(ask *port.SwarmAsk)) port.PID {
	return gate.Inbox("tracker", func(message any) {
		asked := message.(*port.AskedSwarms)
		for i := range asked.Asks {
			asked.Asks[i].Failed = messages.AnnounceFailed{}
			answer(&asked.Asks[i])
		}
		gate.Post(asked.ReplyTo, asked)
	})
}

// openTracker opens an edge on a loopback address.
func openTracker(t *testing.T, ip string, options Options, answer func(ask *port.SwarmAsk)) *Edge {
	gate := porttest.NewGate()
	options.Gate, options.Key, options.Listen = gate, testKey, netip.AddrPortFrom(netip.MustParseAddr(ip), 0)
	options.Warn = func(text string) { t.Skip(text) } // a host without IPv6
	e, err := Open(options)
	require.NoError(t, err)
	e.Serve(fakeTracker(gate, answer))
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	return e
}

// client is a BitTorrent client on a socket of its own.
type client struct {
	t    *testing.T
	conn *net.UDPConn
	ipv6 bool
}

func dial(t *testing.T, e *Edge, ip string) *client {
	conn, err := net.Dial("udp", net.JoinHostPort(ip, strconv.Itoa(int(e.Ports()[0]))))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close()) })
	return &client{t: t, conn: conn.(*net.UDPConn), ipv6: netip.MustParseAddr(ip).Is6()}
}

// ask sends a datagram and returns the length of the answer and what it says.
func (c *client) ask(datagram []byte) (int, announce.Reply) {
	c.t.Helper()
	_, err := c.conn.Write(datagram)
	require.NoError(c.t, err)
	require.NoError(c.t, c.conn.SetReadDeadline(time.Now().Add(10*time.Second)))
	var buffer [2048]byte
	n, err := c.conn.Read(buffer[:])
	require.NoError(c.t, err)
	reply, err := announce.ParseReply(buffer[:n], c.ipv6)
	require.NoError(c.t, err)
	return n, reply
}

// requireNothing finds that datagrams are not answered: the answer to a connect is the only one.
func (c *client) requireNothing(datagrams ...[]byte) {
	c.t.Helper()
	for _, datagram := range datagrams {
		_, err := c.conn.Write(datagram)
		require.NoError(c.t, err)
	}
	_, reply := c.ask(announce.AppendConnect(nil, 4711))
	require.EqualValues(c.t, 4711, reply.Transaction)
}

func (c *client) connect() uint64 {
	c.t.Helper()
	n, reply := c.ask(announce.AppendConnect(nil, 7))
	require.Equal(c.t, announce.ActionConnect, reply.Action)
	require.Equal(c.t, 16, n, "as many bytes as came")
	return reply.Connection
}

var testPeers = []netip.AddrPort{netip.MustParseAddrPort("10.0.0.1:1"), netip.MustParseAddrPort("[2001:db8::1]:2")}

// TestClientsAnnounce announces and scrapes over both families, on one address and on all.
func TestClientsAnnounce(t *testing.T) {
	for listen, clients := range map[string][]string{
		"127.0.0.1": {"127.0.0.1"}, "::1": {"::1"}, "0.0.0.0": {"127.0.0.1", "127.0.0.2", "::1"},
		"::": {"127.0.0.1", "::1"},
	} {
		t.Run(listen, func(t *testing.T) {
			e := openTracker(t, listen, Options{Echo: true}, func(ask *port.SwarmAsk) {
				ask.Announced = messages.Announced{Interval: time.Hour, Peers: testPeers,
					TrackerID: string(ask.Announce.Peer[:])}
				ask.Announced.Seeds, ask.Announced.Others = int(ask.Announce.Addr.Port()), len(ask.Scrape)
				ask.Scraped = ask.Scraped[:0]
				for range ask.Scrape {
					ask.Scraped = append(ask.Scraped, messages.Scraped{SwarmSize: messages.SwarmSize{Seeds: 5}})
				}
				if !ask.OneFamily {
					t.Error("peers of the other family cannot be named")
				}
				if len(ask.Scrape) == 0 && ask.Announce.Hash == (messages.Hash20{9}) {
					ask.Failed.Reason = "the tracker is full"
				}
			})
			for _, ip := range clients {
				c := dial(t, e, ip) // which takes answers from the address that it asked alone
				id := c.connect()
				_, reply := c.ask(announce.AppendAnnounce(nil, id, 8, &messages.Announce{Want: -1,
					Addr: netip.AddrPortFrom(netip.Addr{}, 6881)}, "/announce"))
				require.Equal(t, announce.ActionAnnounce, reply.Action, reply.Failed.Reason)
				require.EqualValues(t, 8, reply.Transaction)
				require.Equal(t, 6881, reply.Announced.Seeds)
				peers := testPeers[:1]
				if c.ipv6 {
					peers = testPeers[1:]
				}
				require.Equal(t, peers, reply.Announced.Peers)
				_, reply = c.ask(announce.AppendScrape(nil, id, 9, make([]messages.Hash20, 3)))
				require.Len(t, reply.Scraped, 3)
				require.Equal(t, 5, reply.Scraped[2].Seeds)
				_, reply = c.ask(announce.AppendAnnounce(nil, id, 8, &messages.Announce{Hash: messages.Hash20{9}}, ""))
				require.Equal(t, "the tracker is full", reply.Failed.Reason)
			}
		})
	}
}

// TestNothingIsAmplified finds that no answer is longer than its request while nothing shows that the client is there.
func TestNothingIsAmplified(t *testing.T) {
	e := openTracker(t, "127.0.0.1", Options{Echo: true}, func(*port.SwarmAsk) { t.Error("asked") })
	c := dial(t, e, "127.0.0.1")
	id := c.connect()
	for _, request := range [][]byte{
		announce.AppendAnnounce(nil, id+1, 1, &messages.Announce{}, ""),
		announce.AppendScrape(nil, id^1<<50, 1, make([]messages.Hash20, 1)),
	} {
		n, reply := c.ask(request)
		require.Equal(t, wrongID, reply.Failed.Reason)
		require.LessOrEqual(t, n, len(request))
	}
	scrape := announce.AppendScrape(nil, id+1, 1, nil)
	action := append(append(make([]byte, 8), 0, 0, 0, 9), 0, 0, 0, 1)
	c.requireNothing(nil, []byte{1}, make([]byte, 15), make([]byte, 16), make([]byte, requestBytes+1), scrape, action,
		announce.AppendAnnounce(nil, id+1, 1, &messages.Announce{}, "")[:90], welcome(t, 8))
	copy(action, announce.AppendScrape(nil, id, 1, nil)[:8])
	_, reply := c.ask(action)
	require.Equal(t, announce.ActionFailed, reply.Action, "it is told what is wrong once it is proven")
}

// TestClientsOfOneHostAreBounded uses the allowance up.
func TestClientsOfOneHostAreBounded(t *testing.T) {
	a, now := newAllowances(), time.Unix(1_700_000_000, 0)
	host, other := netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("2001:db8:0:1::1")
	for range requestBurst {
		require.True(t, a.take(host, now))
	}
	require.False(t, a.take(netip.MustParseAddr("2001:db8::2"), now), "a host has a /64")
	require.True(t, a.take(other, now))
	require.True(t, a.take(host, now.Add(time.Second/requestsPerSecond)))
	require.False(t, a.take(host, now.Add(time.Second/requestsPerSecond)))
	for range 2 * requestBurst {
		require.True(t, a.take(netip.MustParseAddr("127.0.0.1"), now))
	}
	for i := range uint32(maxHosts + 10) {
		a.take(netip.AddrFrom4([4]byte{11, byte(i >> 16), byte(i >> 8), byte(i)}), now)
	}
	require.LessOrEqual(t, len(a.hosts), maxHosts)
}

// TestALateTrackerDoesNotMixAnswers finds that the answer to one batch is never given for another.
func TestALateTrackerDoesNotMixAnswers(t *testing.T) {
	late := make(chan *port.AskedSwarms, 10)
	gate := porttest.NewGate()
	e, err := Open(Options{Gate: gate, Key: testKey, Timeout: 50 * time.Millisecond,
		Listen: netip.MustParseAddrPort("127.0.0.1:0")})
	require.NoError(t, err)
	e.Serve(gate.Inbox("tracker", func(message any) {
		asked := message.(*port.AskedSwarms)
		if asked.Asks[0].Announce.Left == 1 {
			late <- asked
			return
		}
		asked.Asks[0].Announced.Seeds = 2
		gate.Post(asked.ReplyTo, asked)
	}))
	c := dial(t, e, "127.0.0.1")
	id := c.connect()
	_, err = c.conn.Write(announce.AppendAnnounce(nil, id, 1, &messages.Announce{Left: 1}, ""))
	require.NoError(t, err)
	first := <-late
	require.Eventually(t, func() bool { // another worker answers, or the same one after the timeout
		gate.Post(first.ReplyTo, first)
		_, reply := c.ask(announce.AppendAnnounce(nil, id, 2, &messages.Announce{Left: 2}, ""))
		return reply.Transaction == 2 && reply.Announced.Seeds == 2
	}, 10*time.Second, time.Millisecond)
	require.NoError(t, e.Close())
}

func TestConnectionIDs(t *testing.T) {
	ids, others := newConnectionIDs(testKey), newConnectionIDs([]byte("another"))
	ip, now := netip.MustParseAddr("203.0.113.1"), time.Unix(1_700_000_000, 0)
	id := ids.issue(ip, now)
	require.Equal(t, id, newConnectionIDs(testKey).issue(ip, now), "after a restart")
	require.True(t, ids.accepts(id, ip, now))
	require.True(t, ids.accepts(id, ip, now.Add(2*time.Minute)))
	require.False(t, ids.accepts(id, ip, now.Add(3*time.Minute)))
	require.False(t, ids.accepts(id, ip, now.Add(-time.Minute)), "it is of the future")
	require.False(t, ids.accepts(id, ip, now.Add(65536*time.Minute)), "the slot is that of a cycle before")
	require.False(t, ids.accepts(id, netip.MustParseAddr("203.0.113.2"), now))
	require.False(t, others.accepts(id, ip, now))
	for bit := range 64 {
		require.False(t, ids.accepts(id^1<<bit, ip, now))
	}
	wrap := time.Unix(65536*60*100, 0)
	require.True(t, ids.accepts(ids.issue(ip, wrap.Add(-time.Second)), ip, wrap), "the slot begins anew")
}

func TestKeyIsKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	key, err := LoadKey(file)
	require.NoError(t, err)
	require.Len(t, key, keyBytes)
	again, err := LoadKey(file)
	require.NoError(t, err)
	require.Equal(t, key, again)
	require.NoError(t, os.WriteFile(file, key[:5], 0o600))
	replaced, err := LoadKey(file)
	require.NoError(t, err)
	require.NotEqual(t, key, replaced)
	require.Len(t, replaced, keyBytes)
	entries, err := os.ReadDir(filepath.Dir(file))
	require.NoError(t, err)
	require.Len(t, entries, 1)
	_, err = LoadKey(filepath.Join(file, "none"))
	require.ErrorContains(t, err, "connection ids")
}
