package twin

import (
	"math/rand/v2"
	"net/netip"
	"sync"

	"swarm/actors/port"
	"swarm/messages"
)

// lossy is a network that drops a share of the datagrams that a node sends, without an error for the sender. It counts
// the blocks.
type lossy struct {
	port.Network
	share float64

	mutex  sync.Mutex
	chance *rand.Rand
	counts sent
}

// sent counts what nodes sent, including what was lost.
type sent struct {
	Blocks, BlockBytes, Lost int64 // Lost: blocks
}

func (s sent) plus(other sent) sent {
	return sent{s.Blocks + other.Blocks, s.BlockBytes + other.BlockBytes, s.Lost + other.Lost}
}

func newLossy(under port.Network, share float64, seed uint64) *lossy {
	return &lossy{Network: under, share: share, chance: rand.New(rand.NewPCG(seed, 0))}
}

// Send drops some control packets.
func (l *lossy) Send(to netip.AddrPort, packet messages.Packet) {
	l.mutex.Lock()
	lost := l.chance.Float64() < l.share
	l.mutex.Unlock()
	if !lost {
		l.Network.Send(to, packet)
	}
}

// Serve drops some blocks. Each is one datagram and one bit in the mask of its span.
func (l *lossy) Serve(answers []port.Answer, replyTo port.PID) {
	l.Network.Serve(l.dropBlocks(answers), replyTo)
}

// dropBlocks returns the answers without the dropped blocks.
func (l *lossy) dropBlocks(answers []port.Answer) []port.Answer {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	kept := make([]port.Answer, 0, len(answers))
	for _, answer := range answers {
		l.counts.BlockBytes += int64(answer.Bytes())
		for mask := answer.Span.Mask; mask != 0; mask &= mask - 1 {
			l.counts.Blocks++
			if l.chance.Float64() < l.share {
				l.counts.Lost++
				answer.Span.Mask &^= mask & -mask
			}
		}
		if answer.Span.Mask != 0 {
			kept = append(kept, answer)
		}
	}
	return kept
}

// sent returns the counts so far.
func (l *lossy) sent() sent {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.counts
}
