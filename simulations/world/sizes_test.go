package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// jumbo is a link of 1 Gbit/s with this MTU.
func jumbo(mtu int64) Link {
	return Link{Up: 125_000_000, Down: 125_000_000, Delay: time.Millisecond, MTU: mtu}
}

// asks reports whether node 2 has a chunk in flight with this block size.
func (s *swarm) asks(blockSize int) bool {
	for _, stream := range s.nodes[1].socket.streams {
		if stream.spec.BlockSize == blockSize {
			return true
		}
	}
	return false
}

// meanPayload returns the mean payload of the blocks sent since before.
func (s *swarm) meanPayload(before Counts) float64 {
	now := s.world.Counts()
	return float64(now.BlockBytes-before.BlockBytes) / float64(now.Blocks-before.Blocks)
}

// TestBlocksAreAsLargeAsThePathCarries checks the block size for several MTUs. Nothing is tried that the node's own
// link does not carry.
func TestBlocksAreAsLargeAsThePathCarries(t *testing.T) {
	for _, c := range []struct {
		name            string
		owner, receiver int64
		want            int
		// of the payload: the first chunks begin with the base size, before the path is measured
		minMean, maxMean float64
	}{
		{"jumbo frames", 9000, 9000, 8192, 5000, 8192},
		{"half of one", 5000, 9000, 4096, 3000, 4096},
		{"Ethernet", 1500, 1500, messages.BlockPayload, 1390, 1400},
		{"Ethernet at the owner", 1500, 9000, messages.BlockPayload, 1390, 1400},
		{"Ethernet at the receiver", 9000, 1500, messages.BlockPayload, 1390, 1400},
		{"a tunnel at the owner", 1300, 9000, 1152, 1100, 1152},
		{"a tunnel at the receiver", 9000, 1300, 1152, 1100, 1152},
		{"not modelled", 0, 0, messages.BlockPayload, 1390, 1400},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSwarm(t, plan{nodes: 2, length: 64 * mib, piece: mib, link: func(i int) Link {
				return jumbo([]int64{c.owner, c.receiver}[i])
			}})
			require.True(t, s.world.RunUntil(func() bool { return s.asks(c.want) }, time.Minute))
			s.mustComplete(time.Minute)
			mean := s.meanPayload(Counts{})
			require.GreaterOrEqual(t, mean, c.minMean)
			require.LessOrEqual(t, mean, c.maxMean)
		})
	}
}

// TestAPathThatShrinks lowers the MTU during a transfer, so that every larger block is lost. The rest of the chunks
// in flight is fetched in smaller blocks within seconds, from the same owner.
func TestAPathThatShrinks(t *testing.T) {
	for name, c := range map[string]struct {
		side   int
		mtu    int64
		want   int
		within time.Duration
	}{
		"at the owner":             {0, 1500, messages.BlockPayload, time.Second},
		"at the receiver":          {1, 1500, messages.BlockPayload, time.Second},
		"at the owner, a tunnel":   {0, 1300, 1152, time.Second},
		"at the receiver, as well": {1, 1300, 1152, 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSwarm(t, plan{nodes: 2, length: 640 * mib, piece: mib, link: func(int) Link { return jumbo(9000) }})
			s.world.RunFor(time.Second)
			require.True(t, s.asks(8192))
			require.Empty(t, s.finished)
			s.nodes[c.side].Relink(jumbo(c.mtu))
			shrunk := func() bool { return s.asks(c.want) }
			require.True(t, s.world.RunUntil(shrunk, c.within), "it asks for blocks of %d bytes", c.want)
			s.world.RunFor(500 * time.Millisecond)
			require.Empty(t, s.finished)
			before, fetched := s.world.Counts(), s.fetched[2][1]
			s.world.RunFor(500 * time.Millisecond)
			require.Greater(t, s.fetched[2][1]-fetched, int64(25*mib), "half a second of 1 Gbit/s is 60 MB")
			require.InDelta(t, float64(c.want), s.meanPayload(before), 15)
			s.mustComplete(time.Minute)
		})
	}
}

// TestBatchesThatAreLost loses datagrams that leave in batches and delivers single ones. The receiver detects it and
// asks its owner to send singly.
func TestBatchesThatAreLost(t *testing.T) {
	for name, loss := range map[string]float64{"most": 0.9, "all": 1} {
		t.Run(name, func(t *testing.T) {
			s := newSwarm(t, plan{nodes: 2, length: 64 * mib, piece: mib, link: func(int) Link {
				return Link{Up: 12_500_000, Down: 12_500_000, Delay: 2 * time.Millisecond, BatchLoss: loss}
			}})
			s.mustComplete(15 * time.Second) // at 100 Mbit/s the file takes 5.5 s
			require.Less(t, s.world.Counts().Lost, uint64(2000), "of 48,000 blocks")
		})
	}
}
