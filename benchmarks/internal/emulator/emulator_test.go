package emulator

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"testing"
	"time"

	"swarm/messages"
	"swarm/messages/wire"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestLinkSendsAtItsRate(t *testing.T) {
	// 1,500 bytes take 1 ms.
	l := newLink(Shape{RateBitsPerSec: 12e6, Delay: 10 * time.Millisecond, QueueBytes: 3000}, 1)
	for _, step := range []struct {
		at   time.Duration
		due  time.Duration
		fate Fate
	}{
		{0, 11 * time.Millisecond, Carried},
		{0, 12 * time.Millisecond, Carried}, // 1,500 bytes are in the queue
		{0, 0, Dropped},                     // 3,000 bytes are in the queue, and 1,500 more would be too many
		{time.Millisecond, 13 * time.Millisecond, Carried},
		{20 * time.Millisecond, 31 * time.Millisecond, Carried},
	} {
		due, fate := l.admit(step.at, MTU)
		require.Equal(t, step.fate, fate)
		require.Equal(t, step.due, due)
	}
}

func TestLinkWithoutRate(t *testing.T) {
	l := newLink(Shape{Delay: time.Second}, 1)
	for range 100 {
		due, fate := l.admit(time.Second, MTU)
		require.Equal(t, Carried, fate)
		require.Equal(t, 2*time.Second, due)
	}
}

func TestLinkLosesAtRandom(t *testing.T) {
	lost := func(seed uint64) (n int) {
		l := newLink(Shape{Loss: 0.05}, seed)
		for range 100_000 {
			if _, fate := l.admit(0, MTU); fate == Lost {
				n++
			}
		}
		return n
	}
	require.InDelta(t, 5000, lost(1), 350) // five standard deviations
	require.Equal(t, lost(1), lost(1))
	require.NotEqual(t, lost(1), lost(2))
}

// packet returns an IPv4 packet.
func packet(from, to netip.Addr, protocol byte, body []byte) []byte {
	p := make([]byte, 20, 20+len(body))
	p[0], p[9] = 0x45, protocol
	binary.BigEndian.PutUint16(p[2:], uint16(20+len(body)))
	a, b := from.As4(), to.As4()
	copy(p[12:], a[:])
	copy(p[16:], b[:])
	return append(p, body...)
}

var one, two = netip.MustParseAddr("10.77.0.1"), netip.MustParseAddr("10.77.0.2")

func TestHeader(t *testing.T) {
	block := make([]byte, 8+wire.BlockHeaderLength+messages.BlockPayload)
	block[8], block[9] = 1, 16
	segment := make([]byte, 32+1000)
	segment[12] = 8 << 4
	for _, test := range []struct {
		name    string
		packet  []byte
		payload int
		ok      bool
	}{
		{"block", packet(one, two, UDP, block), messages.BlockPayload, true},
		{"control", packet(one, two, UDP, make([]byte, 100)), 0, true},
		{"segment", packet(one, two, TCP, segment), 1000, true},
		{"tcp cut short", packet(one, two, TCP, segment[:10]), 0, true},
		{"ping", packet(one, two, 1, make([]byte, 64)), 0, true},
		{"nothing", nil, 0, false},
		{"version 6", append([]byte{0x60}, make([]byte, 60)...), 0, false},
		{"longer than it is", packet(one, two, UDP, block)[:40], 0, false},
		{"header too short", append([]byte{0x41, 0, 0, 20}, make([]byte, 16)...), 0, false},
	} {
		flow, payload, ok := header(test.packet)
		require.Equal(t, test.ok, ok, test.name)
		require.Equal(t, test.payload, payload, test.name)
		if ok {
			require.Equal(t, one, flow.From)
			require.Equal(t, two, flow.To)
		}
	}
}

func FuzzHeader(f *testing.F) {
	f.Add(packet(one, two, TCP, make([]byte, 40)))
	f.Add(packet(one, two, UDP, []byte{0, 0, 0, 0, 0, 0, 0, 0, 1, 16}))
	f.Fuzz(func(t *testing.T, p []byte) {
		_, payload, _ := header(p)
		if payload < 0 || payload > len(p) {
			t.Fatalf("payload %d of %d bytes", payload, len(p))
		}
	})
}

// port is a device in memory.
type port struct{ in, out chan []byte }

var errClosed = errors.New("closed")

func (p *port) Read(to []byte) (int, error) {
	got, open := <-p.in
	if !open {
		return 0, errClosed
	}
	return copy(to, got), nil
}

func (p *port) Write(from []byte) (int, error) {
	p.out <- append([]byte(nil), from...)
	return len(from), nil
}

func (p *port) Close() error {
	close(p.in)
	return nil
}

func newPort() *port { return &port{make(chan []byte, 100), make(chan []byte, 100)} }

func TestNetworkCarries(t *testing.T) {
	defer goleak.VerifyNone(t)
	three := netip.MustParseAddr("10.77.0.3")
	n := newNetwork(1)
	a, b, free := newPort(), newPort(), newPort()
	n.attach(Site{Name: "a", Up: Shape{Delay: 5 * time.Millisecond}}, one, a)
	n.attach(Site{Name: "b", UpWith: "a",
		Down: Shape{RateBitsPerSec: 1e9, QueueBytes: 1 << 20, Delay: 5 * time.Millisecond}}, two, b)
	n.attach(Site{Name: "free", Direct: true}, three, free)
	require.Same(t, n.members[0].up, n.members[1].up)
	n.start()
	began := time.Now()
	for i := range 50 {
		a.in <- packet(one, two, 1, []byte{byte(i)})
	}
	for i := range 50 {
		require.Equal(t, byte(i), (<-b.out)[20]) // in order
	}
	require.GreaterOrEqual(t, time.Since(began), 10*time.Millisecond)
	free.in <- packet(three, one, 1, nil)
	<-a.out
	a.in <- packet(one, netip.MustParseAddr("224.0.0.1"), 1, nil)
	n.close()
	sum := n.tally.Sum(func(f Flow) bool { return f.To == two })
	require.Equal(t, int64(50), sum.SentPackets)
	require.Equal(t, int64(50*21), sum.ArrivedBytes)
	// The direct site is not counted.
	require.Equal(t, int64(50), n.tally.Sum(func(Flow) bool { return true }).SentPackets)
	require.Equal(t, int64(1), n.strays.Load())
}

func TestTally(t *testing.T) {
	start := time.Now()
	tally := newTally(start)
	tcp, udp := Flow{one, two, TCP}, Flow{one, two, UDP}
	tally.sent(tcp, MTU, messages.EthernetSegment, start.Add(time.Second))
	tally.arrived(tcp, MTU, messages.EthernetSegment, start.Add(1050*time.Millisecond))
	tally.sent(udp, 1460, messages.BlockPayload, start.Add(2*time.Second))
	tally.ended(udp, Lost)
	tally.ended(udp, Dropped)
	tally.arrived(udp, 28, 0, start.Add(9*time.Second)) // no payload
	sum := tally.Sum(func(Flow) bool { return true })
	require.Equal(t, Counts{First: start.Add(time.Second), Last: start.Add(1050 * time.Millisecond), SentPackets: 2,
		SentBytes: 2960, SentPayload: 2848,
		ArrivedPackets: 2, ArrivedBytes: 1528, ArrivedPayload: messages.EthernetSegment, Lost: 1, Dropped: 1,
		Timeline: []int64{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, messages.EthernetSegment}}, sum)
}
