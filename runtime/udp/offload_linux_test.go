package udp

import (
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"swarm/actors/port"
	"swarm/messages"
)

// TestRefusedTrainsLeaveAsDatagrams makes the kernel refuse UDP_SEGMENT with EINVAL, by turning the socket's checksums
// off. The trains must then leave as single datagrams, without a loss, and later trains must not be tried whole again.
func TestRefusedTrainsLeaveAsDatagrams(t *testing.T) {
	owner, receiver := newNode(t, Options{}), newNode(t, Options{})
	if !owner.Counters().SendOffload {
		t.Skip("this kernel has no UDP_SEGMENT")
	}
	raw, err := owner.conn.SyscallConn()
	require.NoError(t, err)
	require.NoError(t, raw.Control(func(fd uintptr) {
		require.NoError(t, unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_NO_CHECK, 1))
	}))
	const length = 3 * 64 * messages.BlockPayload
	receiver.Connect(owner.Addr(), mailbox("path"))
	file := randomMemory(length)
	for range 2 {
		buffer := newMemory(length)
		stream := receiver.Open(streamSpec(owner.Addr(), length, messages.BlockPayload, buffer))
		var answers []port.Answer
		for _, span := range spans(stream.ID(), stream.Spec().Range, messages.BlockPayload) {
			answers = append(answers, answerTo(receiver.Addr(), file, span, messages.BlockPayload))
		}
		owner.Serve(answers, mailbox("uplink"))
		require.Equal(t, length, expect[*port.Served](t, owner.gate, mailbox("uplink")).Bytes)
		eventually(t, "all blocks arrive", func() bool { return stream.Received().Full() })
		require.True(t, buffer.equals(file.bytes))
		require.Equal(t, uint64(1), owner.Counters().OffloadRefusals)
	}
	require.Zero(t, owner.Counters().SendErrors)
	require.Equal(t, uint64(2*3*64), owner.Counters().DatagramsOut)
	require.True(t, owner.Counters().SendOffload, "other addresses may still take trains")
}

// TestSinglyLeavesOneByOne checks that only the answers with Singly leave as single datagrams.
func TestSinglyLeavesOneByOne(t *testing.T) {
	owner := newNode(t, Options{})
	if !owner.Counters().SendOffload || !owner.Counters().ReceiveOffload {
		t.Skip("this kernel has no UDP_SEGMENT, or no UDP_GRO")
	}
	receiver := newStranger(t, owner)
	raw, err := receiver.SyscallConn()
	require.NoError(t, err)
	var can abilities
	require.NoError(t, raw.Control(func(fd uintptr) { can = probe(fd, true) }))
	in := newBatchedInlet(raw, can, minDatagramMemory, &tally{})
	answer := func(singly bool) port.Answer {
		span := messages.Span{ID: 1, Length: 10 * messages.BlockPayload, Mask: 1<<10 - 1}
		answer := answerTo(receiver.addr(), newMemory(10*messages.BlockPayload), span, messages.BlockPayload)
		answer.Singly = singly
		return answer
	}
	owner.Serve([]port.Answer{answer(false), answer(true), answer(true), answer(false)}, mailbox("uplink"))
	single, coalesced := 0, 0
	require.NoError(t, receiver.SetReadDeadline(time.Now().Add(patience)))
	for single+coalesced < 40 {
		trains, err := in.receive()
		require.NoError(t, err)
		for _, p := range trains {
			if len(p.data) > p.segment {
				coalesced += len(p.data) / p.segment
			} else {
				single++
			}
		}
	}
	require.Equal(t, 20, single)
	require.Equal(t, 20, coalesced)
}

// TestTooLong checks that a datagram that the kernel refused as too long is remembered for its address and its length.
func TestTooLong(t *testing.T) {
	for _, offload := range []Offload{OffloadOff, OffloadPlain} {
		n := newNode(t, Options{Offload: offload})
		kernel, err := newKernelIO(n.conn, offload, n.tally)
		require.NoError(t, err)
		other := netip.MustParseAddrPort("127.0.0.2:9")
		long := &train{to: n.Addr(), data: make([]byte, trainBytes+1), size: trainBytes + 1}
		require.NoError(t, kernel.trains.send([]*train{long}))
		require.Equal(t, uint64(1), n.Counters().SendErrors)
		require.False(t, kernel.trains.fits(n.Addr(), trainBytes+1))
		require.True(t, kernel.trains.fits(n.Addr(), trainBytes))
		require.True(t, kernel.trains.fits(other, trainBytes+1))
	}
}

func TestSegmentationBlame(t *testing.T) {
	newSegmentation := func() *segmentation {
		s := &segmentation{tally: &tally{}, tooLong: newOversize()}
		s.tally.sendOffload.Store(true)
		return s
	}
	near, far := netip.MustParseAddrPort("192.0.2.1:1"), netip.MustParseAddrPort("192.0.2.2:1")
	train := message{to: near, data: make([]byte, 100), size: 50}
	single := message{to: near, data: make([]byte, 50), size: 50}
	cases := []struct {
		message             message
		errno               syscall.Errno
		noted               bool
		nearWorks, farWorks bool // whether trains to the two addresses can be sent whole afterwards
	}{
		{train, syscall.EIO, true, false, false},
		{train, syscall.EINVAL, true, false, true},
		{train, syscall.EMSGSIZE, true, false, true},
		{train, syscall.EPERM, false, true, true},
		{single, syscall.EIO, false, true, true},
		{single, syscall.EMSGSIZE, false, true, true},
	}
	for _, c := range cases {
		s := newSegmentation()
		require.Equal(t, c.noted, s.noteRefusal(c.message, c.errno), c.errno)
		require.Equal(t, c.nearWorks, s.works(near, 50), c.errno)
		require.Equal(t, c.farWorks, s.works(far, 50), c.errno)
	}
	s := newSegmentation()
	for i := range 3 * maxOversize {
		train.to = netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), 1)
		require.True(t, s.noteRefusal(train, syscall.EINVAL))
		require.LessOrEqual(t, len(s.tooLong.minRefused), maxOversize)
	}
}

func TestAddressesComeBack(t *testing.T) {
	cases := []struct {
		ipv6   bool
		addr   string
		length uint32
	}{
		{false, "192.0.2.1:9000", unix.SizeofSockaddrInet4},
		{false, "[2001:db8::1]:9000", 0},
		{true, "192.0.2.1:9000", unix.SizeofSockaddrInet6},
		{true, "[2001:db8::1]:9000", unix.SizeofSockaddrInet6},
		{true, "[fe80::1%lo]:9000", unix.SizeofSockaddrInet6},
	}
	for _, c := range cases {
		a := newAddresses(c.ipv6)
		addr := netip.MustParseAddrPort(c.addr)
		var name unix.RawSockaddrInet6
		require.Equal(t, c.length, a.put(&name, addr), c.addr)
		if c.length != 0 {
			require.Equal(t, addr, a.get(&name), c.addr)
		}
	}
	a := newAddresses(true)
	require.Equal(t, "4294967295", a.zone(1<<32-1))
	require.Equal(t, uint32(77), a.index("77"))
	for i := range 2 * maxZones {
		require.Zero(t, a.index("no such interface "+strings.Repeat("x", i)))
	}
	require.LessOrEqual(t, len(a.indexes), maxZones)
}

// controlOf builds a control message like the kernel's.
func controlOf(level, kind int32, value uint32) []byte {
	var words receivedControl
	c := words.bytes()
	h := (*unix.Cmsghdr)(unsafe.Pointer(&c[0]))
	h.Level, h.Type = level, kind
	h.SetLen(unix.CmsgLen(4))
	*(*uint32)(unsafe.Pointer(&c[unix.CmsgLen(0)])) = value
	return c[:unix.CmsgSpace(4)]
}

func TestReadControl(t *testing.T) {
	gro := controlOf(unix.IPPROTO_UDP, unix.UDP_GRO, 1432)
	lost := controlOf(unix.SOL_SOCKET, unix.SO_RXQ_OVFL, 7)
	other := controlOf(unix.IPPROTO_IP, unix.IP_TTL, 64)
	cases := []struct {
		name    string
		parts   [][]byte
		segment int
		drops   uint32
		counted bool
	}{
		{"nothing", nil, 0, 0, false},
		{"both", [][]byte{gro, lost}, 1432, 7, true},
		{"the other way round", [][]byte{lost, gro}, 1432, 7, true},
		{"after an unexpected one", [][]byte{other, gro}, 1432, 0, false},
		{"cut", [][]byte{gro[:unix.SizeofCmsghdr+1]}, 0, 0, false},
		{"no length", [][]byte{make([]byte, 32)}, 0, 0, false},
	}
	for _, c := range cases {
		var words receivedControl
		control := words.bytes()[:0]
		for _, part := range c.parts {
			control = append(control, part...)
		}
		require.Equal(t, received{segment: c.segment, drops: c.drops, counted: c.counted}, readControl(control), c.name)
	}
}

// TestKernelDropsAreCounted checks that datagrams lost in the socket's receive buffer are counted.
func TestKernelDropsAreCounted(t *testing.T) {
	n := newNode(t, Options{})
	raw, err := n.conn.SyscallConn()
	require.NoError(t, err)
	require.NoError(t, raw.Control(func(fd uintptr) {
		require.NoError(t, unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, 1))
	}))
	source := newStranger(t, n)
	eventually(t, "datagrams are dropped and a later one is read", func() bool {
		for range 100 {
			source.send(make([]byte, 1000))
		}
		return n.Counters().KernelDrops > 0
	})
}
