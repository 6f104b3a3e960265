package contacts

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port/porttest"
	"swarm/messages"
)

var start = time.Unix(1000, 0)

// found returns the peers with these numbers, as the tracker names them.
func found(numbers ...int) []messages.StockOwner {
	var owners []messages.StockOwner
	for _, number := range numbers {
		owners = append(owners, messages.StockOwner{Addr: porttest.Addr(number), Hash: messages.Hash20{1}})
	}
	return owners
}

// many returns so many peers, each on a host of its own.
func many(count int) []messages.StockOwner {
	var owners []messages.StockOwner
	for i := range count {
		addr := netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 1, byte(i >> 8), byte(i)}), 6881)
		owners = append(owners, messages.StockOwner{Addr: addr})
	}
	return owners
}

// nextIs checks which peer is dialled next; 0 is none.
func nextIs(t *testing.T, c *candidates, now time.Time, number int) {
	t.Helper()
	next := c.next(0, now)
	if number == 0 {
		require.Nil(t, next)
		return
	}
	require.NotNil(t, next)
	require.Equal(t, porttest.Addr(number), next.Addr)
}

func TestOnlyAddressesThatCanBeDialledAreLearned(t *testing.T) {
	c := &candidates{}
	c.learn([]messages.StockOwner{{}, {Addr: netip.AddrPortFrom(porttest.Addr(2).Addr(), 0)}})
	nextIs(t, c, start, 0)
	c.learn(found(2))
	c.learn(found(2))
	nextIs(t, c, start, 2)
	require.Len(t, c.all, 1, "it is learned once")
}

func TestWhoIsDialledFirst(t *testing.T) {
	c := &candidates{}
	whole := found(4)
	whole[0].Whole = true
	c.learn(found(2, 3))
	c.learn(whole)
	nextIs(t, c, start, 4)
	c.dialed(porttest.Addr(4), false, start)
	later := start.Add(time.Hour)
	nextIs(t, c, later, 2)
	c.dialed(porttest.Addr(2), false, start)
	nextIs(t, c, later, 3)
	c.dialed(porttest.Addr(3), true, start)
	nextIs(t, c, later, 4)
	whole[0].Whole = false
	c.learn(whole)
	nextIs(t, c, later, 2)
}

func TestAddressThatFailsIsDialledEverMoreSeldom(t *testing.T) {
	c := &candidates{}
	c.learn(found(2))
	now := start
	for _, delay := range []time.Duration{5, 10, 20, 40, 80, 160} {
		c.dialed(porttest.Addr(2), false, now)
		nextIs(t, c, now.Add(delay*time.Second-1), 0)
		now = now.Add(delay * time.Second)
		nextIs(t, c, now, 2)
	}
	c.dialed(porttest.Addr(2), false, now)
	nextIs(t, c, now.Add(time.Hour), 0)
	require.Empty(t, c.all, "it is forgotten")
	c.dialed(porttest.Addr(2), false, now)
	c.ended(porttest.Addr(2), now)
	c.learn(found(2))
	nextIs(t, c, now, 2)
}

func TestPeerThatStayedIsDialledAgainSoon(t *testing.T) {
	for _, row := range []struct{ stayed, again time.Duration }{
		{usefulTime, minDialDelay}, {usefulTime - 1, 4 * minDialDelay},
	} {
		c := &candidates{}
		c.learn(found(2))
		c.dialed(porttest.Addr(2), false, start)
		c.dialed(porttest.Addr(2), false, start)
		c.dialed(porttest.Addr(2), true, start)
		nextIs(t, c, start.Add(time.Hour), 0)
		ended := start.Add(row.stayed)
		c.ended(porttest.Addr(2), ended)
		nextIs(t, c, ended.Add(row.again-1), 0)
		nextIs(t, c, ended.Add(row.again), 2)
	}
}

func TestPeerThatCallsWhileItIsDialled(t *testing.T) {
	c := &candidates{}
	c.learn(found(2))
	c.next(0, start).dialing = true
	c.meet(found(2)[0], start)
	c.dialed(porttest.Addr(2), false, start)
	nextIs(t, c, start.Add(time.Hour), 0)
	c.ended(porttest.Addr(2), start.Add(time.Hour))
	nextIs(t, c, start.Add(time.Hour+minDialDelay), 2)
}

func TestDialsAreBounded(t *testing.T) {
	for _, row := range []struct{ connections, dials int }{
		{0, maxDials}, {dialConnections - 3, 3}, {dialConnections, 0}, {maxConnections, 0},
	} {
		c := &candidates{}
		c.learn(many(100))
		dials := 0
		for next := c.next(row.connections, start); next != nil; next = c.next(row.connections, start) {
			next.dialing = true
			dials++
		}
		require.Equal(t, row.dials, dials)
	}
}

func TestCandidatesAreBounded(t *testing.T) {
	c := &candidates{}
	c.learn(found(2, 3))
	c.dialed(porttest.Addr(2), true, start)
	c.dialed(porttest.Addr(3), false, start)
	c.learn(many(2 * maxCandidates))
	require.Len(t, c.all, maxCandidates)
	require.NotNil(t, c.find(porttest.Addr(2)), "it is connected")
	require.Nil(t, c.find(porttest.Addr(3)), "the one that failed goes first")

	for _, known := range c.all {
		known.dialing = true
	}
	c.learn(found(5))
	require.Len(t, c.all, maxCandidates)
	require.Nil(t, c.find(porttest.Addr(5)), "all others are in use")
}

func TestBannedHostIsNotLearned(t *testing.T) {
	c := &candidates{}
	c.learn(found(2, 3))
	c.learn([]messages.StockOwner{{Addr: netip.AddrPortFrom(porttest.Addr(2).Addr(), 7000)}})
	c.ban(porttest.Addr(2).Addr())
	c.ban(porttest.Addr(2).Addr())
	require.True(t, c.isBanned(porttest.Addr(2).Addr()))
	require.False(t, c.isBanned(porttest.Addr(3).Addr()))
	c.learn(found(2))
	require.Len(t, c.all, 1, "it is forgotten with all its ports")
	nextIs(t, c, start, 3)

	for _, owner := range many(maxCandidates) {
		c.ban(owner.Addr.Addr())
	}
	require.Len(t, c.banned, maxCandidates)
	require.False(t, c.isBanned(porttest.Addr(2).Addr()), "the oldest ban is forgotten")
}

func TestRestartMakesAllAddressesFree(t *testing.T) {
	c := &candidates{}
	c.learn(found(2, 3))
	c.next(0, start).dialing = true
	c.dialed(porttest.Addr(3), true, start)
	c.restart()
	nextIs(t, c, start, 2)
	c.next(0, start).dialing = true
	nextIs(t, c, start, 3)
}
