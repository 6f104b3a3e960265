package udp

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

func TestSizesFollowTheOptions(t *testing.T) {
	small, usual := newNode(t, Options{ReceiveBuffer: 64 << 10, MaxPayload: 500}), newNode(t, Options{})
	base, _ := small.BlockSizes(netip.AddrPort{})
	require.Equal(t, 500, base)
	base, _ = usual.BlockSizes(netip.AddrPort{})
	require.Equal(t, messages.BlockPayload, base)
	require.Less(t, small.receiveCapacity, usual.receiveCapacity)
}

// TestBlockSizesOfLoopback checks that the settings limit the block size on loopback, on every system.
func TestBlockSizesOfLoopback(t *testing.T) {
	loopback := netip.MustParseAddrPort("127.0.0.1:9")
	mapped := netip.MustParseAddrPort("[::ffff:127.0.0.1]:9")
	for _, c := range []struct {
		options     Options
		base, limit int
	}{
		{Options{}, messages.BlockPayload, messages.BlockPayload},
		{Options{MaxPayload: 500}, 500, 500},
		{Options{MaxPayload: 8192}, messages.BlockPayload, 8192},
	} {
		n := newNode(t, c.options)
		for _, owner := range []netip.AddrPort{loopback, mapped} {
			base, limit := n.BlockSizes(owner)
			require.Equal(t, c.base, base)
			require.Equal(t, c.limit, limit)
		}
	}
	n := newNode(t, Options{MaxPayload: 8192})
	n.receiveCapacity = 8*4096 + 1
	_, limit := n.BlockSizes(loopback)
	require.Equal(t, 4096, limit, "a small receive buffer holds few large blocks")
	n.receiveCapacity = 1000
	_, limit = n.BlockSizes(loopback)
	require.Equal(t, messages.BlockPayload, limit)
	base, limit := n.BlockSizes(netip.AddrPort{})
	require.Equal(t, base, limit, "the route to an invalid address is unknown")
}

// TestLargeBlocks transfers blocks of 8 KiB, with each setting of Offload.
func TestLargeBlocks(t *testing.T) {
	forEachOffload(t, func(t *testing.T, options Options) {
		const length = 100_001
		options.MaxPayload = 8192
		owner, receiver := newNode(t, options), newNode(t, options)
		receiver.Connect(owner.Addr(), mailbox("path"))
		file, buffer := randomMemory(length), newMemory(length)
		stream := receiver.Open(streamSpec(owner.Addr(), length, 8192, buffer))
		for _, span := range spans(stream.ID(), stream.Spec().Range, 8192) {
			owner.Serve([]port.Answer{answerTo(receiver.Addr(), file, span, 8192)}, mailbox("uplink"))
		}
		eventually(t, "all blocks arrive", func() bool { return stream.Received().Full() })
		require.True(t, buffer.equals(file.bytes))
		require.Zero(t, owner.Counters().SendErrors+receiver.Counters().Truncated)
	})
}

// TestBlocksTooLarge checks that an owner refuses blocks larger than its settings allow.
func TestBlocksTooLarge(t *testing.T) {
	for _, c := range []struct {
		maxPayload, blockSize int
		refused               bool
	}{{8192, 8192, false}, {8192, 8193, true}, {0, 1401, true}, {500, messages.BlockPayload, false}} {
		owner, receiver := newNode(t, Options{MaxPayload: c.maxPayload}), newNode(t, Options{})
		span := messages.Span{Stream: 1, ID: 1, Length: uint32(c.blockSize), Mask: 1}
		answer := answerTo(receiver.Addr(), newMemory(c.blockSize), span, c.blockSize)
		owner.Serve([]port.Answer{answer}, mailbox("uplink"))
		if c.refused {
			require.ErrorIs(t, expect[*port.ServeFailed](t, owner.gate, mailbox("uplink")).Cause, port.ErrTooLarge)
			require.Zero(t, expect[*port.Served](t, owner.gate, mailbox("uplink")).Bytes)
			continue
		}
		require.Equal(t, c.blockSize, expect[*port.Served](t, owner.gate, mailbox("uplink")).Bytes)
	}
}

// TestProbes checks that a probe with a valid ticket is answered with a datagram of the same length.
func TestProbes(t *testing.T) {
	forEachOffload(t, func(t *testing.T, options Options) {
		options.MaxPayload = 8192
		owner, receiver, path := newNode(t, options), newNode(t, options), mailbox("path")
		ticket := receiver.fetchTicket(t, owner, path)
		for _, payload := range []int{1152, messages.BlockPayload, 4096, 8192} {
			length := uint16(payload + messages.BlockOverhead)
			probe := &messages.Probe{Ticket: ticket, Nonce: uint64(payload), Length: length}
			receiver.Send(owner.Addr(), probe)
			echo, _ := expectPacket[*messages.ProbeEcho](t, receiver.gate, path)
			require.Equal(t, &messages.ProbeEcho{Nonce: probe.Nonce, Length: probe.Length}, echo)
		}
		receiver.Send(owner.Addr(), &messages.Probe{Ticket: messages.Ticket{1}, Length: 8000})
		refusal, _ := expectPacket[*messages.Refusal](t, receiver.gate, path)
		require.Equal(t, messages.RefusalStaleTicket, refusal.Reason)
	})
}

func TestOversize(t *testing.T) {
	o := newOversize()
	near, far := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	require.True(t, o.fits(near, 65000))
	o.note(near, 4000)
	o.note(near, messages.EthernetMTU)
	o.note(near, 4000)
	require.False(t, o.fits(near, messages.EthernetMTU))
	require.True(t, o.fits(near, 1499))
	require.True(t, o.fits(far, 65000))
	for i := range 3 * maxOversize {
		o.note(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), messages.EthernetMTU)
		require.LessOrEqual(t, len(o.minRefused), maxOversize)
	}
}
