package udp

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// TestPacketQueueIsBounded checks that replies to strangers fill half of the queue, that actors can fill all of it, and
// that dropped packets are counted.
func TestPacketQueueIsBounded(t *testing.T) {
	l := newPacketQueue(&tally{})
	to := netip.MustParseAddrPort("192.0.2.1:1")
	for range maxQueuedPackets {
		l.reply(queuedPacket{to: to, packet: &messages.Welcome{}})
	}
	require.Len(t, l.waiting, maxQueuedReplies)
	for range maxQueuedPackets {
		l.put(queuedPacket{to: to, packet: &messages.Hello{}})
	}
	require.Equal(t, uint64(maxQueuedReplies+maxQueuedReplies), l.tally.packetsDropped.Load())
	for range 3 {
		taken, ok := l.take()
		require.True(t, ok)
		require.NotEmpty(t, taken)
		for range maxQueuedPackets {
			l.put(queuedPacket{to: to, packet: &messages.Hello{}})
		}
		require.Len(t, l.waiting, maxQueuedPackets)
	}
	l.close()
	taken, ok := l.take()
	require.True(t, ok, "packets that wait when the queue is closed are still taken")
	require.Len(t, taken, maxQueuedPackets)
	_, ok = l.take()
	require.False(t, ok)
	l.put(queuedPacket{to: to, packet: &messages.Hello{}})
	require.Equal(t, uint64(maxQueuedPackets+1), l.tally.packetsDropped.Load())
}

// TestInvalidPacketsAreSkipped checks that packets that cannot be sent are counted, and that the other packets are
// sent.
func TestInvalidPacketsAreSkipped(t *testing.T) {
	n, peer := newNode(t, Options{}), newNode(t, Options{})
	n.Connect(peer.Addr(), mailbox("path"))
	n.Send(netip.AddrPort{}, &messages.Hello{})
	n.Send(netip.AddrPortFrom(peer.Addr().Addr(), 0), &messages.Hello{})
	n.Send(peer.Addr(), &messages.Query{First: 7})
	n.Send(netip.MustParseAddrPort("[2001:db8::1]:9000"), &messages.Hello{}) // fails: this is an IPv4 socket
	n.Send(peer.Addr(), &messages.Hello{Nonce: 8})
	welcome, _ := expectPacket[*messages.Welcome](t, n.gate, mailbox("path"))
	require.Equal(t, uint64(8), welcome.Nonce)
	counted := func() bool { return n.Counters().SendErrors == 4 && n.Counters().DatagramsOut == 1 }
	// The reply can arrive before its packet is counted as sent.
	require.Eventually(t, counted, time.Second, time.Millisecond, "%+v", n.Counters())
}
