package world

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// fast is a link of 1 GB a second: what limits a swarm on it is what was set.
var fast = Link{Up: 1_000_000_000, Down: 1_000_000_000, Delay: time.Millisecond, Jitter: 100 * time.Microsecond, Queue: 16 * mib}

// limited is a swarm of fast links. Its file is too long to be fetched to its end.
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

// moved is how many verified bytes a node has got.
func (s *swarm) moved(node messages.NodeID) (bytes int64) {
	for _, of := range s.fetched[node] {
		bytes += of
	}
	return bytes
}

// during gives how many bytes each node gets in so long, by its id.
func (s *swarm) during(lasts time.Duration) map[messages.NodeID]int64 {
	bytes := map[messages.NodeID]int64{}
	for _, n := range s.nodes {
		bytes[n.id] = -s.moved(n.id)
	}
	s.world.RunFor(lasts)
	for _, n := range s.nodes {
		bytes[n.id] += s.moved(n.id)
	}
	return bytes
}

// nobodyIsBlamed: owners are slow because of a limit, and nothing is taken from them for it.
func (s *swarm) nobodyIsBlamed() {
	s.t.Helper()
	require.Zero(s.t, count[messages.OwnerDropped](s))
	require.Zero(s.t, count[messages.ChunkReassigned](s))
	require.Zero(s.t, s.world.Counts().Repeated, "blocks that came twice")
}

// pieceFor is a piece length that is small beside what ten seconds bring.
func pieceFor(rate messages.Rate) int64 { return max(16<<10, min(int64(rate)/20, mib)>>14<<14) }

// TestALimitHoldsAndChanges: one receiver that could have 1 GB/s, for ten seconds at one limit and for ten at another.
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
					s.nodes[way].Tell(&messages.Limit{Way: way, Scope: row.scope, Name: s.file.Name, Rate: rate})
					s.world.RunFor(500 * time.Millisecond)
					got := s.during(10 * time.Second)[2]
					require.InEpsilon(t, 10*int64(rate), got, 0.05, "%v", rate)
					t.Logf("%v: %.2f %% of it", rate, float64(got)*10/float64(rate))
				}
				s.nobodyIsBlamed()
			})
		}
	}
}

// TestFourReceiversShareAnUploadLimit evenly: what they get apart from the owner is too little to matter.
func TestFourReceiversShareAnUploadLimit(t *testing.T) {
	const rate = 4_000_000
	// Receivers serve each other as well: the settings let them send next to nothing.
	s := limited(t, 5, 16<<10, func(s *messages.Settings) { s.UploadLimit = messages.LeastRate })
	s.nodes[0].Tell(&messages.Limit{Way: messages.WayUpload, Rate: rate})
	s.world.RunFor(3 * time.Second)
	sent := s.during(10 * time.Second)
	total := int64(0)
	for id := messages.NodeID(2); id <= 5; id++ {
		require.InEpsilon(t, 10*rate/4, sent[id], 0.2, "%v", sent)
		total += sent[id]
	}
	require.InEpsilon(t, 10*rate, total, 0.05)
}
