package world

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// fast is a link of 1 GB a second, so that only configured limits slow a swarm down.
var fast = Link{Up: 1_000_000_000, Down: 1_000_000_000, Delay: time.Millisecond, Jitter: 100 * time.Microsecond,
	Queue: 16 * mib}

// limited returns a swarm on fast links. Its file is too long to be fetched completely during a test.
func limited(t *testing.T, nodes int, piece int64, set func(*messages.Settings)) *swarm {
	settings := testSettings()
	if set != nil {
		set(&settings)
	}
	s := newSwarm(t, plan{options: Options{Seed: 5, Settings: settings}, nodes: nodes, length: 2 << 30, piece: piece,
		link: func(int) Link { return fast }})
	s.world.RunFor(50 * time.Millisecond) // torrents are read
	return s
}

// moved returns how many verified bytes a node has received.
func (s *swarm) moved(node messages.NodeID) (bytes int64) {
	for _, received := range s.fetched[node] {
		bytes += received
	}
	return bytes
}

// during runs the world for an interval and returns how many bytes each node received in it, by id.
func (s *swarm) during(interval time.Duration) map[messages.NodeID]int64 {
	bytes := map[messages.NodeID]int64{}
	for _, n := range s.nodes {
		bytes[n.id] = -s.moved(n.id)
	}
	s.world.RunFor(interval)
	for _, n := range s.nodes {
		bytes[n.id] += s.moved(n.id)
	}
	return bytes
}

// requireNoOwnerBlamed checks that no owner was treated as a slow one: a limit made it slow.
func (s *swarm) requireNoOwnerBlamed() {
	s.t.Helper()
	require.Zero(s.t, count[messages.OwnerDropped](s))
	require.Zero(s.t, count[messages.ChunkReassigned](s))
	require.Zero(s.t, s.world.Counts().Repeated, "blocks that arrived twice")
}

// pieceFor returns a piece length that is small compared with the bytes of ten seconds.
func pieceFor(rate messages.Rate) int64 { return max(16<<10, min(int64(rate)/20, mib)>>14<<14) }

// TestALimitHoldsAndChanges measures one receiver on links of 1 GB/s for ten seconds at one limit and for ten at
// another.
func TestALimitHoldsAndChanges(t *testing.T) {
	for _, row := range []struct {
		scope messages.Scope
		rates [2]messages.Rate
	}{
		{messages.ScopeNode, [2]messages.Rate{200_000, 5_000_000}},
		{messages.ScopeNode, [2]messages.Rate{50_000_000, 1_000_000}},
		{messages.ScopeEach, [2]messages.Rate{2_000_000, 50_000_000}},
		{messages.ScopeFile, [2]messages.Rate{5_000_000, 200_000}},
	} {
		for _, way := range []messages.Way{messages.WayUpload, messages.WayDownload} {
			t.Run(fmt.Sprintf("%v %v %v", way, row.scope, row.rates), func(t *testing.T) {
				s := limited(t, 2, pieceFor(min(row.rates[0], row.rates[1])), nil)
				for _, rate := range row.rates {
					s.nodes[way].Command(&messages.Limit{Way: way, Scope: row.scope, Name: s.file.Name, Rate: rate})
					s.world.RunFor(500 * time.Millisecond)
					got := s.during(10 * time.Second)[2]
					require.InEpsilon(t, 10*int64(rate), got, 0.05, "%v", rate)
					t.Logf("%v: %.2f %% of it", rate, float64(got)*10/float64(rate))
				}
				s.requireNoOwnerBlamed()
			})
		}
	}
}

// TestFourReceiversShareAnUploadLimit checks that an owner's limit is shared evenly among its receivers.
func TestFourReceiversShareAnUploadLimit(t *testing.T) {
	const rate = 4_000_000
	// Receivers also serve each other. A low limit in the settings keeps that small enough not to matter.
	s := limited(t, 5, 16<<10, func(s *messages.Settings) { s.UploadLimit = messages.MinRate })
	s.nodes[0].Command(&messages.Limit{Way: messages.WayUpload, Rate: rate})
	s.world.RunFor(3 * time.Second)
	sent := s.during(10 * time.Second)
	total := int64(0)
	for id := messages.NodeID(2); id <= 5; id++ {
		require.InEpsilon(t, 10*rate/4, sent[id], 0.2, "%v", sent)
		total += sent[id]
	}
	require.InEpsilon(t, 10*rate, total, 0.05)
}
