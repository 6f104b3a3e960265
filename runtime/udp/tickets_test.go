package udp

import (
	"bytes"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func newTestTickets(t *testing.T, secret byte) *tickets {
	t.Helper()
	made, err := newTickets(bytes.NewReader(bytes.Repeat([]byte{secret}, 32)))
	require.NoError(t, err)
	return made
}

func TestTicketsGoStale(t *testing.T) {
	addr := netip.MustParseAddrPort("192.0.2.1:9000")
	start := time.Unix(int64(ticketEpoch/time.Second)*1000, 0)
	ages := []struct {
		age  time.Duration
		want bool
	}{{0, true}, {ticketEpoch - time.Second, true}, {ticketEpoch, true}, {2*ticketEpoch - time.Second, true},
		{2 * ticketEpoch, false}, {time.Hour, false}, {-time.Second, false}}
	for _, c := range ages {
		remembered, forgotten := newTestTickets(t, 1), newTestTickets(t, 1)
		ticket := remembered.issue(addr, start)
		require.Equal(t, ticket, forgotten.issue(addr, start), "tickets need no memory")
		require.True(t, remembered.accepts(addr, ticket, start))
		require.Equal(t, c.want, forgotten.accepts(addr, ticket, start.Add(c.age)), "%v", c.age)
		if c.age >= 0 {
			require.Equal(t, c.want, remembered.accepts(addr, ticket, start.Add(c.age)), "%v, remembered", c.age)
		}
	}
}

func TestTicketIsValidForOneAddress(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	mine := newTestTickets(t, 1)
	addr := netip.MustParseAddrPort("192.0.2.1:9000")
	ticket := mine.issue(addr, now)
	require.True(t, mine.accepts(addr, ticket, now))
	for _, other := range []string{"192.0.2.1:9001", "192.0.2.2:9000", "[2001:db8::1]:9000"} {
		require.False(t, mine.accepts(netip.MustParseAddrPort(other), ticket, now), other)
	}
	require.False(t, newTestTickets(t, 2).accepts(addr, ticket, now), "another process")
	for i := range ticket {
		forged := ticket
		forged[i] ^= 1
		require.False(t, mine.accepts(addr, forged, now))
	}
	require.False(t, mine.accepts(addr, messages.Ticket{}, now))
}

func TestTicketCacheIsBounded(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	mine := newTestTickets(t, 1)
	for i := range 2*maxVerified + 1 {
		addr := netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), 9000)
		require.False(t, mine.accepts(addr, messages.Ticket{1}, now))
		require.True(t, mine.accepts(addr, mine.issue(addr, now), now))
		require.LessOrEqual(t, len(mine.verified), maxVerified)
	}
	addr := netip.MustParseAddrPort("192.0.2.1:9000")
	ticket := mine.issue(addr, now)
	require.True(t, mine.accepts(addr, ticket, now))
	require.Zero(t, testing.AllocsPerRun(100, func() { mine.accepts(addr, ticket, now) }))
}
