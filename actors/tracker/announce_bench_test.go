package tracker

import (
	"encoding/binary"
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

// deafClock sets no timers.
type deafClock struct{ deaf }

func (deafClock) After(time.Duration, port.PID, any) port.Timer { return nil }

// BenchmarkAnnounce measures the tracker's own work for an announce, without sockets and mailbox: 100,000 peers in
// 10,000 swarms, of which a few are large.
func BenchmarkAnnounce(b *testing.B) {
	const peers, swarms = 100_000, 10_000
	t := New(Ports{Settings: &messages.Settings{TrackerInterval: interval}, Clock: deafClock{},
		Rand: &testRand{state: 1}}, messages.TrackerState{})
	random := rand.New(rand.NewPCG(1, 2))
	popular := rand.NewZipf(random, 1.1, 1, swarms-1)
	announces := make([]messages.Announce, peers)
	for i := range announces {
		a := &announces[i]
		binary.BigEndian.PutUint32(a.Hash[:], uint32(popular.Uint64()))
		binary.BigEndian.PutUint32(a.Peer[:], uint32(i))
		a.Addr = netip.AddrPortFrom(netip.AddrFrom4([4]byte{11, byte(i >> 16), byte(i >> 8), byte(i)}), 6881)
		a.Left, a.Want = uint64(i%3), -1
	}
	asked := &port.AskedSwarms{Asks: make([]port.SwarmAsk, 1)}
	for i := range announces {
		asked.Asks[0].Announce = announces[i]
		t.answerSwarms(deafContext{}, asked)
	}
	require.Len(b, t.stock.peers, peers)
	b.ReportAllocs()
	for b.Loop() {
		asked.Asks[0].Announce = announces[random.IntN(peers)]
		t.answerSwarms(deafContext{}, asked)
	}
}
