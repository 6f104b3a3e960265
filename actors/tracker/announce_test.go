package tracker

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

// stockWorld is a world with BitTorrent peers.
type stockWorld struct{ *world }

func newStockWorld(t *testing.T) stockWorld { return stockWorld{newWorld(t, messages.TrackerState{})} }

// stock returns an announce of a peer that is not whole.
func stock(swarm byte, addr string) messages.Announce {
	at := netip.MustParseAddrPort(addr)
	return messages.Announce{Hash: messages.Hash20{swarm}, Peer: peerID(at), Addr: at, Left: 1, Want: -1}
}

func peerID(at netip.AddrPort) (id messages.PeerID) {
	copy(id[:], at.String())
	return id
}

func seed(a messages.Announce) messages.Announce {
	a.Left, a.Uploaded = 0, 1
	return a
}

func saying(a messages.Announce, event messages.AnnounceEvent) messages.Announce {
	a.Event = event
	return a
}

func (w stockWorld) announce(a messages.Announce) *messages.Announced {
	w.t.Helper()
	ask := w.swarms(port.SwarmAsk{Announce: a})
	require.Empty(w.t, ask.Failed)
	return &ask.Announced
}

func (w stockWorld) swarms(ask port.SwarmAsk) *port.SwarmAsk {
	w.t.Helper()
	asked := w.send(func(reply port.PID) any {
		return &port.AskedSwarms{Asks: []port.SwarmAsk{ask}, ReplyTo: reply}
	}).(*port.AskedSwarms)
	return &asked.Asks[0]
}

func (w stockWorld) scrape(swarm byte) messages.Scraped {
	w.t.Helper()
	scraped := w.swarms(port.SwarmAsk{Scrape: []messages.Hash20{{swarm}}}).Scraped
	require.Len(w.t, scraped, 1)
	return scraped[0]
}

func addrs(texts ...string) (list []netip.AddrPort) {
	for _, text := range texts {
		list = append(list, netip.MustParseAddrPort(text))
	}
	return list
}

func TestPeersLearnOfEachOther(t *testing.T) {
	w := newStockWorld(t)
	first := w.announce(stock(1, "203.0.113.1:1"))
	require.Empty(t, first.Peers, "the asker is left out")
	require.Equal(t, messages.SwarmSize{Others: 1}, first.SwarmSize)
	require.Equal(t, netip.MustParseAddr("203.0.113.1"), first.External)
	require.GreaterOrEqual(t, first.Interval, announceInterval-announceSpread)
	require.LessOrEqual(t, first.Interval, announceInterval+announceSpread)
	require.Zero(t, first.Interval%time.Second)
	require.Equal(t, addrs("203.0.113.1:1"), w.announce(stock(1, "198.51.100.2:2")).Peers)
	require.Empty(t, w.announce(stock(2, "198.51.100.3:3")).Peers, "another torrent")
	require.ElementsMatch(t, addrs("203.0.113.1:1", "198.51.100.2:2"),
		w.announce(seed(stock(1, "[2001:db8::1]:4"))).Peers)
	require.ElementsMatch(t, addrs("203.0.113.1:1", "198.51.100.2:2"),
		w.announce(seed(stock(1, "192.0.2.5:5"))).Peers, "a seed has no use for a seed")
	require.ElementsMatch(t, addrs("203.0.113.1:1", "[2001:db8::1]:4", "192.0.2.5:5"),
		w.announce(stock(1, "198.51.100.2:2")).Peers, "both families, seeds and others")
	ask := w.swarms(port.SwarmAsk{Announce: stock(1, "[2001:db8:1::1]:6"), OneFamily: true})
	require.Equal(t, addrs("[2001:db8::1]:4"), ask.Announced.Peers)
	require.Equal(t, messages.Scraped{Hash: messages.Hash20{1}, Known: true,
		SwarmSize: messages.SwarmSize{Seeds: 2, Others: 3}}, w.scrape(1))
	require.False(t, w.scrape(9).Known)
}

func TestPeerThatLacksNothingYet(t *testing.T) {
	w := newStockWorld(t)
	w.announce(seed(stock(1, "203.0.113.1:1")))
	aria2 := stock(1, "198.51.100.2:2")
	aria2.Left = 0 // it has a magnet only, and does not know what it lacks
	require.Equal(t, addrs("203.0.113.1:1"), w.announce(aria2).Peers)
	aria2.Downloaded = 5
	require.Empty(t, w.announce(aria2).Peers)
	require.Empty(t, w.announce(saying(aria2, messages.EventCompleted)).Peers)
}

func TestNumberOfPeers(t *testing.T) {
	w := newStockWorld(t)
	for i := range 300 {
		w.announce(stock(1, fmt.Sprintf("203.0.%d.1:1", i%256)+fmt.Sprint(i)))
	}
	for want, named := range map[int]int{-1: defaultStockWant, 0: 0, 1: 1, 80: 80, 1000: maxStockWant} {
		a := stock(1, "198.51.100.1:1")
		a.Want = want
		peers := w.announce(a).Peers
		require.Len(t, peers, named)
		seen := map[netip.AddrPort]bool{a.Addr: true}
		for _, peer := range peers {
			require.False(t, seen[peer], "%v is the asker or is named twice", peer)
			seen[peer] = true
		}
	}
}

func TestEvents(t *testing.T) {
	w := newStockWorld(t)
	leecher := stock(1, "203.0.113.1:1")
	w.announce(saying(leecher, messages.EventStarted))
	w.announce(saying(leecher, messages.EventPaused))
	require.Equal(t, messages.SwarmSize{Others: 1, Partial: 1}, w.scrape(1).SwarmSize)
	w.announce(saying(seed(leecher), messages.EventCompleted))
	w.announce(saying(seed(leecher), messages.EventCompleted))
	require.Equal(t, messages.SwarmSize{Seeds: 1, Downloads: 1}, w.scrape(1).SwarmSize, "it completes once")
	w.announce(seed(stock(1, "203.0.114.1:1")))
	forged := saying(leecher, messages.EventStopped)
	forged.Peer = messages.PeerID{1}
	w.announce(forged)
	require.Equal(t, 2, w.scrape(1).Seeds, "another client cannot stop it")
	stopped := w.announce(saying(leecher, messages.EventStopped))
	require.Empty(t, stopped.Peers, "one that leaves wants no peers")
	require.Equal(t, 1, stopped.Seeds)
	w.announce(saying(stock(1, "203.0.115.1:1"), messages.EventStopped))
	w.announce(saying(stock(1, "203.0.114.1:1"), messages.EventStopped))
	require.False(t, w.scrape(1).Known, "the last peer has left")
	nobody := w.announce(stock(1, "203.0.116.1:0"))
	require.Zero(t, nobody.SwarmSize, "nobody can connect to port 0")
}

func TestSilentPeersAreForgotten(t *testing.T) {
	w := newStockWorld(t)
	w.announce(stock(1, "203.0.113.1:1"))
	w.clock.advance(stockPatience / 2)
	w.announce(stock(1, "203.0.113.2:2"))
	w.clock.advance(stockPatience / 2)
	require.Equal(t, 1, w.scrape(1).Others)
	w.announce(stock(1, "203.0.113.2:2"))
	w.clock.advance(stockPatience - time.Second)
	require.Equal(t, 1, w.scrape(1).Others, "it has announced itself again")
	w.clock.advance(2 * time.Second)
	require.False(t, w.scrape(1).Known)
}

// TestPeersSurviveACrash finds that a crash of the actor forgets no stock peer, and that the timer comes nevertheless.
func TestPeersSurviveACrash(t *testing.T) {
	w := newStockWorld(t)
	w.announce(stock(1, "203.0.113.1:1"))
	w.system.Root.Send(w.tracker, &crash{})
	require.Equal(t, 1, w.scrape(1).Others)
	w.clock.advance(stockPatience)
	require.False(t, w.scrape(1).Known)
}

func TestPrivateAddressesStayPrivate(t *testing.T) {
	w := newStockWorld(t)
	w.announce(stock(1, "10.0.0.1:1"))
	w.announce(stock(1, "127.0.0.1:2"))
	require.Empty(t, w.announce(stock(1, "203.0.113.1:3")).Peers)
	require.ElementsMatch(t, addrs("10.0.0.1:1", "203.0.113.1:3"), w.announce(stock(1, "10.0.0.2:4")).Peers)
	require.Len(t, w.announce(stock(1, "127.0.0.1:5")).Peers, 4)
}

// TestNativeNodesAreInBothLists finds native owners of a hybrid under both hashes, and never a stock peer of the other.
func TestNativeNodesAreInBothLists(t *testing.T) {
	w := newStockWorld(t)
	v1, v2 := messages.Hash20{0xee}, hash20Of(hash(1))
	declare := func(id messages.NodeID, from string, wire uint16, v1 messages.Hash20, state messages.HoldingState) {
		w.send(func(reply port.PID) any {
			return &port.AskedTracker{From: from, ReplyTo: reply, Ask: &messages.Register{Node: id, StockPort: wire,
				Token: tokenOf(id), Addr: netip.MustParseAddrPort("0.0.0.0:4000")}}
		})
		w.ask(&messages.Own{Node: id, Token: tokenOf(id), Holdings: []messages.Holding{
			{InfoHash: hash(1), Name: "film", Length: 1, State: state, V1: v1}}})
	}
	declare(1, "203.0.113.1", 6881, v1, messages.HoldingWhole)
	declare(2, "203.0.114.2", 6882, v1, messages.HoldingPart)
	declare(3, "203.0.115.3", 0, v1, messages.HoldingWhole)
	declare(4, "203.0.116.4", 6884, messages.Hash20{0xbb}, messages.HoldingWhole)

	old := stock(0xee, "198.51.100.1:1")
	require.ElementsMatch(t, addrs("203.0.113.1:6881", "203.0.114.2:6882"), w.announce(old).Peers,
		"neither a node without the port, nor one that claims another hash")
	now := stock(0, "198.51.100.2:2")
	now.Hash = v2
	reply := w.announce(now)
	require.ElementsMatch(t, addrs("203.0.113.1:6881", "203.0.114.2:6882", "203.0.116.4:6884"), reply.Peers,
		"and no peer of the other hash")
	require.Equal(t, messages.SwarmSize{Seeds: 2, Others: 2}, reply.SwarmSize)
	require.ElementsMatch(t, addrs("203.0.114.2:6882"), w.announce(seed(old)).Peers, "a seed wants no owner of all")
	require.Equal(t, addrs("203.0.116.4:6884"), w.announce(stock(0xbb, "198.51.100.3:3")).Peers,
		"who lies names itself alone")

	owners := w.ask(&messages.Need{Node: 2, Token: tokenOf(2), InfoHash: hash(1), V1: v1}).(*messages.Owners)
	require.ElementsMatch(t, []messages.StockOwner{{Addr: old.Addr, Hash: v1, Whole: true}, {Addr: now.Addr, Hash: v2}},
		owners.Stock)

	declare(1, "203.0.113.1", 0, v1, messages.HoldingWhole)
	require.NotContains(t, w.announce(now).Peers, netip.MustParseAddrPort("203.0.113.1:6881"), "it stopped listening")
	require.Equal(t, messages.SwarmSize{Seeds: 1, Others: 2}, w.announce(now).SwarmSize)
}

func tokenOf(id messages.NodeID) messages.Token {
	return messages.Token(fmt.Sprintf("%032x", uint32(id)))
}
