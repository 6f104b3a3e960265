package udp

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
)

// flood takes credit for so many messages, and returns what was lent.
func (c *sharedCredit) flood(from netip.AddrPort, messages int) (lent []port.Credited) {
	for range messages {
		if credit := c.take(from, time.Unix(1000, 0)); credit != nil {
			lent = append(lent, credit)
		}
	}
	return lent
}

func senderAt(addr string, number int) netip.AddrPort {
	return netip.AddrPortFrom(netip.MustParseAddr(addr), uint16(1+number))
}

func TestFloodLeavesPlaceForOthers(t *testing.T) {
	c := newSharedCredit(newServed())
	lent := c.flood(senderAt("10.0.0.1", 0), 1000)
	require.Len(t, lent, maxCredit/4, "one sender gets half of what its host gets")
	require.Len(t, c.flood(senderAt("10.0.0.1", 1), 10), 10, "another sender of the host")
	for port := range 1000 {
		c.flood(senderAt("10.0.0.1", port), 1000)
	}
	require.Empty(t, c.flood(senderAt("10.0.0.1", 1000), 1))
	require.EqualValues(t, maxCredit/2, c.waiting.Load(), "a host gets half")
	require.Len(t, c.flood(senderAt("10.0.0.2", 0), 10), 10, "another host")

	for _, credit := range lent {
		credit.Release()
	}
	require.Len(t, c.flood(senderAt("10.0.0.1", 1), 10), 10, "what was handled makes place")
}

func TestNetworkOfIPv6IsOneHost(t *testing.T) {
	c := newSharedCredit(newServed())
	for number := range 1000 {
		at := netip.MustParseAddr("2001:db8::").As16()
		at[14], at[15] = byte(number>>8), byte(number)
		c.flood(netip.AddrPortFrom(netip.AddrFrom16(at), 1), 10)
	}
	require.EqualValues(t, maxCredit/2, c.waiting.Load())
	require.Len(t, c.byHost, 1)
	require.Len(t, c.flood(senderAt("2001:db8:0:1::1", 0), 10), 10, "another network")
	require.Equal(t, hostOf(netip.MustParseAddr("fe80::1%eth0")), hostOf(netip.MustParseAddr("fe80::2%eth1")))
	require.Equal(t, netip.Addr{}, hostOf(netip.Addr{}))
}

// TestReceiverThatIsServedHasAReserve: many hosts together can fill a mailbox.
func TestReceiverThatIsServedHasAReserve(t *testing.T) {
	now, receiver := time.Unix(1000, 0), senderAt("10.1.0.1", 0)
	c := newSharedCredit(newServed())
	for host := range 2000 {
		at := netip.AddrFrom4([4]byte{10, 0, byte(host >> 8), byte(host)})
		c.flood(netip.AddrPortFrom(at, 1), 10)
	}
	require.EqualValues(t, maxCredit, c.waiting.Load())
	require.Empty(t, c.flood(receiver, 1))
	c.served.note([]port.Answer{{To: receiver}}, now)
	require.Len(t, c.flood(receiver, 1000), servedCredit)
	require.Nil(t, c.take(senderAt("10.1.0.2", 0), now), "not served")
}

func TestSendersWithNothingWaitingAreForgotten(t *testing.T) {
	c := newSharedCredit(newServed())
	keeps := c.flood(senderAt("10.0.0.9", 0), 1)
	for host := range 100 {
		for number := range 100 {
			at := netip.AddrFrom4([4]byte{10, 1, 0, byte(host)})
			for _, credit := range c.flood(netip.AddrPortFrom(at, uint16(1+number)), 3) {
				credit.Release()
			}
			require.LessOrEqual(t, len(c.bySender), minSweep)
			require.LessOrEqual(t, len(c.byHost), minSweep)
		}
	}
	require.NotNil(t, c.bySender[senderAt("10.0.0.9", 0)])
	keeps[0].Release()
	require.Zero(t, c.waiting.Load())
}

func TestServedReceiversAreBounded(t *testing.T) {
	s, now := newServed(), time.Unix(1000, 0)
	for number := range maxServed + 10 {
		s.note([]port.Answer{{To: senderAt("10.0.0.1", number)}}, now)
	}
	require.Len(t, s.at, maxServed)
	require.True(t, s.has(senderAt("10.0.0.1", 0), now))
	require.False(t, s.has(senderAt("10.0.0.1", maxServed), now))
	now = now.Add(servedTime)
	require.False(t, s.has(senderAt("10.0.0.1", 0), now), "some time ago")
	s.note([]port.Answer{{To: senderAt("10.0.0.1", maxServed)}}, now)
	require.True(t, s.has(senderAt("10.0.0.1", maxServed), now))
	require.Len(t, s.at, 1)
}

// TestFloodsOfSomeHostsLeavePlaceForOthers: two hosts with many ports filled the mailbox if only senders were limited.
func TestFloodsOfSomeHostsLeavePlaceForOthers(t *testing.T) {
	c := newSharedCredit(newServed())
	for _, host := range []string{"10.0.0.1", "10.0.0.2", "10.0.0.3"} {
		for number := range 1000 {
			c.flood(senderAt(host, number), 100)
		}
	}
	require.GreaterOrEqual(t, len(c.flood(senderAt("10.0.0.4", 0), 100)), maxCredit/32)
}
