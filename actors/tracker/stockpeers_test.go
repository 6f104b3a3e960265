package tracker

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"swarm/messages"
)

var start = time.Unix(1_700_000_000, 0)

// check finds what must hold between the parts of the stock peers.
func (s *stockPeers) check(t require.TestingT) {
	count, partial := 0, map[*swarm]int{}
	for p := s.ages.oldest; p != nil; p = p.newer {
		count++
		require.Same(t, p, s.peers[stockKeyOf(p.swarm.hash, p.addr)])
		require.Same(t, p, p.crowd.slots[p.slot].peer)
		require.Equal(t, p.addr, p.crowd.slots[p.slot].addr)
		require.Same(t, p.swarm, s.swarms[p.swarm.hash])
		require.False(t, p.newer != nil && p.newer.heard.Before(p.heard), "the oldest first")
		if p.partial {
			partial[p.swarm]++
		}
	}
	require.Len(t, s.peers, count)
	peers := 0
	for _, w := range s.swarms {
		require.Positive(t, w.peers())
		require.LessOrEqual(t, w.peers(), s.limits.PerSwarm)
		require.Equal(t, partial[w], w.partial)
		peers += w.peers()
	}
	require.Equal(t, count, peers)
	pairs := 0
	for pair, n := range s.networks.inSwarms {
		pairs += int(n)
		require.Same(t, pair.network, s.networks.networks[pair.network.prefix])
	}
	require.Equal(t, count, pairs)
	require.LessOrEqual(t, count, s.limits.Peers)
	inNetworks := 0
	for _, n := range s.networks.networks {
		require.Positive(t, n.peers)
		inNetworks += n.peers
	}
	require.Equal(t, count, inNetworks)
}

// TestStockPeersAreConsistent announces at random, within small limits.
func TestStockPeersAreConsistent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStockPeers(StockLimits{Peers: 20, PerSwarm: 8, PerNetwork: 9, PerNetworkInSwarm: 3})
		now := start
		for range rapid.IntRange(1, 200).Draw(t, "announces") {
			ip := rapid.SampledFrom([]string{"203.0.113.1", "203.0.113.2", "198.51.100.1", "2001:db8::1", "127.0.0.1",
				"10.0.0.1"}).Draw(t, "ip")
			a := messages.Announce{Hash: messages.Hash20{rapid.Byte().Draw(t, "swarm") % 5}, Key: 1,
				Addr:  netip.AddrPortFrom(netip.MustParseAddr(ip), rapid.Uint16Range(0, 4).Draw(t, "port")),
				Left:  rapid.Uint64Range(0, 1).Draw(t, "left"),
				Event: messages.AnnounceEvent(rapid.IntRange(0, 4).Draw(t, "event"))}
			now = now.Add(time.Duration(rapid.IntRange(0, 600).Draw(t, "seconds")) * time.Second)
			s.announce(&a, now, &testRand{state: 1})
			s.expire(now, 2)
			s.check(t)
		}
		s.expire(now.Add(stockPatience), 1000)
		require.Empty(t, s.peers)
		require.Empty(t, s.swarms)
		require.Empty(t, s.networks.networks)
		require.Empty(t, s.networks.inSwarms)
	})
}

func TestLimitsOfStockPeers(t *testing.T) {
	s := newStockPeers(StockLimits{Peers: 100, PerSwarm: 50, PerNetwork: 10, PerNetworkInSwarm: 4})
	rand := &testRand{state: 1}
	add := func(swarm byte, addr string) bool {
		a := stock(swarm, addr)
		_, full := s.announce(&a, start, rand)
		s.check(t)
		return !full
	}
	for port := 1; port <= 6; port++ {
		require.Equal(t, port <= 4, add(1, fmt.Sprintf("203.0.113.7:%d", port)), "of one network in one swarm")
	}
	for swarm := byte(2); swarm < 20; swarm++ {
		require.Equal(t, swarm <= 7, add(swarm, "203.0.113.7:1"), "of one network: swarm %d", swarm)
	}
	for i := range 200 {
		require.True(t, add(1, fmt.Sprintf("198.51.%d.1:1", i)), "another peer of the swarm makes place")
	}
	require.Equal(t, 50, s.swarms[messages.Hash20{1}].peers())
	for i := range 200 {
		require.True(t, add(byte(30+i), fmt.Sprintf("192.0.%d.1:1", i)), "the oldest peer makes place")
	}
	require.Len(t, s.peers, 100)
	require.Nil(t, s.swarms[messages.Hash20{1}], "the oldest peers were there")
	for i := range 90 {
		require.True(t, add(1, fmt.Sprintf("127.0.0.1:%d", i+1)), "the tracker's own host may have any number")
	}
}

// TestEachPeerIsNamedAsOften finds that the runs of a crowd are fair, although peers come and go.
func TestEachPeerIsNamedAsOften(t *testing.T) {
	s := newStockPeers(defaultStockLimits)
	rand := &testRand{state: 3}
	for i := range 100 {
		a := stock(1, fmt.Sprintf("203.0.%d.1:%d", i, i+1))
		s.announce(&a, start, rand)
	}
	for i := range 50 {
		a := saying(stock(1, fmt.Sprintf("203.0.%d.1:%d", 2*i, 2*i+1)), messages.EventStopped)
		s.announce(&a, start, rand)
	}
	asker := stock(1, "203.0.1.1:2")
	named := map[netip.AddrPort]int{}
	w := newStockWish(&asker, false)
	const choices = 20_000
	for range choices {
		for _, peer := range s.swarms[asker.Hash].crowds[0].choose(nil, 7, &w, rand) {
			named[peer]++
		}
	}
	require.Len(t, named, 49)
	for peer, times := range named {
		require.InDelta(t, choices*7/49, times, choices*7/49/4, "%v", peer)
	}
}

func TestClaimsAreBounded(t *testing.T) {
	c, hosts := newCatalogue(), newOrigins()
	for id := range 10 {
		n := &node{id: messages.NodeID(id), addr: somewhere, stockPort: 1}
		hosts.add(n, netip.AddrFrom4([4]byte{10, 0, 0, byte(id)}))
		held := holds(1, messages.HoldingWhole)
		held.V1 = messages.Hash20{byte(1 + id)}
		c.put(n, held)
		held.V1 = messages.Hash20{byte(1 + id%2)}
		if id < 6 {
			c.put(n, held)
		}
	}
	f := c.files[hash(1)]
	require.Len(t, f.claims, maxClaims)
	require.EqualValues(t, 1, f.claimOf(messages.Hash20{1}))
	require.Zero(t, f.claimOf(hash20Of(hash(1))))
	require.Equal(t, 10, f.owners.natives.whole)
	for len(f.owners.slots) > 0 {
		c.dropAll(f.owners.slots[0].node)
	}
	require.Empty(t, c.byHash20)
	require.Zero(t, f.owners.natives)

	n := &node{id: 1, addr: somewhere}
	hosts.add(n, netip.AddrFrom4([4]byte{10, 0, 0, 1}))
	for i := range 20 {
		held := holds(100+i, messages.HoldingPart)
		held.V1 = messages.Hash20{7}
		c.put(n, held)
	}
	require.Len(t, c.byHash20[messages.Hash20{7}], maxFilesPerHash)
	c.dropAll(n)
	require.Empty(t, c.byHash20)
}
