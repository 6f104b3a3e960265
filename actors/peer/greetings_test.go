package peer

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func hostPort(host byte, port int) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, host}), uint16(port))
}

// try greets an address at a time, and reports whether that was permitted.
func (g *greetings) try(addr netip.AddrPort, at time.Time) (cautious, opened bool) {
	cautious, until := g.mayGreet(addr, at)
	if until.IsZero() {
		g.opened(addr)
	}
	return cautious, until.IsZero()
}

func TestSilentAddressIsGreetedMoreSeldomEachTime(t *testing.T) {
	var g greetings
	addr, now := hostPort(1, 9000), time.Unix(0, 0)
	cautious, opened := g.try(addr, now)
	require.False(t, cautious)
	require.True(t, opened)
	for _, pause := range []time.Duration{1, 2, 4, 8, 16, 30, 30} {
		g.silent(addr, now)
		g.closed(addr)
		end := now.Add(pause * time.Second)
		_, opened = g.try(addr, end.Add(-time.Millisecond))
		require.False(t, opened)
		now = end
		cautious, opened = g.try(addr, now)
		require.True(t, cautious)
		require.True(t, opened)
	}
	g.heard(addr)
	g.closed(addr)
	cautious, opened = g.try(addr, now)
	require.False(t, cautious, "it has answered")
	require.True(t, opened)
}

func TestPortsOfASilentHostShareOnePause(t *testing.T) {
	var g greetings
	now := time.Unix(0, 0)
	for port := range maxGreeted {
		_, opened := g.try(hostPort(1, 9000+port), now)
		require.True(t, opened)
	}
	_, opened := g.try(hostPort(1, 1), now)
	require.False(t, opened, "enough ports are greeted at the same time")
	_, opened = g.try(hostPort(2, 1), now)
	require.True(t, opened, "another host")
	for port := range maxGreeted {
		g.silent(hostPort(1, 9000+port), now)
		g.closed(hostPort(1, 9000+port))
	}
	_, until := g.mayGreet(hostPort(1, 1), now)
	require.Equal(t, now.Add(8*time.Second), until, "the pause after four silences")
	now = until
	cautious, opened := g.try(hostPort(1, 1), now)
	require.True(t, cautious)
	require.True(t, opened)
	_, opened = g.try(hostPort(1, 2), now)
	require.False(t, opened, "one port at a time")

	g.heard(hostPort(1, 1))
	cautious, opened = g.try(hostPort(1, 2), now)
	require.False(t, cautious, "something answers at this host")
	require.True(t, opened)
}

func TestPortsOfTheOwnHostPauseForThemselves(t *testing.T) {
	var g greetings
	now := time.Unix(0, 0)
	loopback := func(port uint16) netip.AddrPort { return netip.AddrPortFrom(netip.IPv6Loopback(), port) }
	for port := range uint16(2 * maxGreeted) {
		_, opened := g.try(loopback(9000+port), now)
		require.True(t, opened)
		g.silent(loopback(9000+port), now)
	}
	_, opened := g.try(loopback(1), now)
	require.True(t, opened)
}

func TestGreetingsAreBounded(t *testing.T) {
	var g greetings
	now := time.Unix(0, 0)
	g.opened(hostPort(1, 1))
	for port := range 2 * maxGreetings {
		g.opened(hostPort(2, 2+port))
		g.closed(hostPort(2, 2+port))
	}
	require.Len(t, g.all, maxGreetings)
	require.NotNil(t, g.at(hostPort(1, 1)), "its path is open")
	g.silent(hostPort(3, 3), now)
	require.Nil(t, g.at(hostPort(3, 3)))
}

// One victim, any number of ports, any number of downloads: after a first burst it gets hardly a Hello a second.
func TestVictimGetsFewHellos(t *testing.T) {
	var g greetings
	begin := time.Unix(0, 0)
	const pathSilence, firstHellos, laterHellos = 3 * time.Second, 7, 3 // of package path
	type path struct {
		addr netip.AddrPort
		ends time.Time
	}
	var paths []path
	hellos := 0
	for now := begin; now.Before(begin.Add(5 * time.Minute)); now = now.Add(50 * time.Millisecond) {
		for len(paths) > 0 && !paths[0].ends.After(now) {
			g.silent(paths[0].addr, now)
			g.closed(paths[0].addr)
			paths = paths[1:]
		}
		for port := range 64 {
			addr := hostPort(1, 1+port)
			if known := g.at(addr); known != nil && known.open {
				continue
			}
			if cautious, opened := g.try(addr, now); opened {
				paths = append(paths, path{addr, now.Add(pathSilence)})
				if hellos += firstHellos; cautious {
					hellos += laterHellos - firstHellos
				}
			}
		}
	}
	require.Less(t, hellos, 70, "28 in the first seconds, and then three in 33 s")
}
