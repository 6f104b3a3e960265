package tracker

import (
	"math"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// swarmOf returns a file with one partial owner for each upload frequency, each at an address of its own. Node ids
// count from 0, and slot i is node i.
func swarmOf(frequencies ...uint64) (*catalogue, *owners, []*node) {
	c, hosts := newCatalogue(), newOrigins()
	var nodes []*node
	for id, frequency := range frequencies {
		n := &node{id: messages.NodeID(id), addr: somewhere, frequency: frequency}
		hosts.add(n, netip.AddrFrom4([4]byte{10, byte(id >> 16), byte(id >> 8), byte(id)}))
		c.put(n, holds(1, messages.HoldingPart))
		nodes = append(nodes, n)
	}
	return &c, &c.files[hash(1)].owners, nodes
}

const nobody = messages.NodeID(1 << 31)

// chances returns, for each of n nodes, the share of choices that contain it.
func chances(n int, choices int, choose func() []int) []float64 {
	share := make([]float64, n)
	for range choices {
		for _, at := range choose() {
			share[at] += 1 / float64(choices)
		}
	}
	return share
}

// nodesOf returns the node ids of owners, which are their slots in swarmOf.
func nodesOf(owners []messages.Owner) []int {
	var ids []int
	for _, o := range owners {
		ids = append(ids, int(o.Node))
	}
	return ids
}

func TestChoiceOfOneFollowsWeights(t *testing.T) {
	frequencies := []uint64{0, 0, 1, 1, 3, 3, 7, 7, 15, 15, 40, 1 << 60}
	_, o, nodes := swarmOf(frequencies...)
	total := 0.0
	for _, frequency := range frequencies {
		total += float64(weightOf(frequency))
	}
	c := choice{rand: &testRand{state: 7}}
	const choices = 200_000
	draw := func() []int { return c.draw(nil, o, &wish{asker: nobody, want: 1}) }
	for i, share := range chances(len(nodes), choices, draw) {
		want := float64(weightOf(frequencies[i])) / total
		deviation := math.Sqrt(want * (1 - want) / choices)
		require.InDelta(t, want, share, 5*deviation, "node %d", i)
	}
}

func TestClaimedFrequencyGainsAtMostFivefold(t *testing.T) {
	require.EqualValues(t, 4, weightOf(0))
	require.EqualValues(t, 5, weightOf(1))
	require.EqualValues(t, 20, weightOf(1<<15))
	require.EqualValues(t, 20, weightOf(math.MaxUint64))
	for frequency := uint64(1); frequency < 1<<15; frequency *= 2 {
		require.Greater(t, weightOf(2*frequency), weightOf(frequency))
	}
}

func TestNewOwnerIsNotStarved(t *testing.T) {
	frequencies := make([]uint64, 100)
	for i := 1; i < len(frequencies); i++ {
		frequencies[i] = 1_000_000_000
	}
	_, o, nodes := swarmOf(frequencies...)
	c := choice{rand: &testRand{state: 5}}
	choose := func() []int { return nodesOf(c.byFrequency(nil, o, &wish{asker: nobody, want: 5})) }
	share := chances(len(nodes), 50_000, choose)
	require.InDelta(t, 0.01, share[0], 0.002,

		"five draws, in each a fifth of the chance of a hundred others")
}

func TestChosenOwners(t *testing.T) {
	for _, test := range []struct {
		name   string
		owners int
		want   int
		chosen int // number of owners chosen when one of them asks
	}{
		{"the asker alone", 1, 5, 0},
		{"fewer than wanted", 4, 5, 3},
		{"as many as wanted", 6, 5, 5},
		{"few", 20, 5, 5},
		{"many", 1000, 5, 5},
		{"many of many", 10_000, 1000, 1000},
	} {
		t.Run(test.name, func(t *testing.T) {
			frequencies := make([]uint64, test.owners)
			for i := range frequencies {
				frequencies[i] = uint64(i % 7)
			}
			frequencies[0] = 1 << 50 // the asker would be drawn in nearly every choice
			_, o, _ := swarmOf(frequencies...)
			c := choice{rand: &testRand{state: 11}}
			for range 20 {
				chosen := c.byFrequency(nil, o, &wish{asker: 0, want: test.want})
				require.Len(t, chosen, test.chosen)
				seen := map[messages.NodeID]bool{0: true}
				for i, o := range chosen {
					require.False(t, seen[o.Node], "node %d is the asker or is chosen twice", o.Node)
					seen[o.Node] = true
					if i > 0 {
						before := chosen[i-1]
						require.True(t, before.UploadFrequency > o.UploadFrequency ||
							before.UploadFrequency == o.UploadFrequency && before.Node < o.Node,
							"sorted by frequency, then by id")
					}
				}
			}
		})
	}
}

func TestOneChosenOwnerHasTheWholeFile(t *testing.T) {
	frequencies := make([]uint64, 1000)
	for i := range frequencies {
		frequencies[i] = 1000
	}
	frequencies[500] = 0
	files, o, nodes := swarmOf(frequencies...)
	files.put(nodes[500], holds(1, messages.HoldingWhole))
	c := choice{rand: &testRand{state: 2}}
	for range 200 {
		chosen := c.byFrequency(nil, o, &wish{asker: 3, want: 4})
		require.Equal(t, messages.NodeID(500), chosen[3].Node)
	}
	for range 200 {
		require.Len(t, c.byFrequency(nil, o, &wish{asker: 500, want: 4}), 4, "the only whole owner asks")
	}
}

// TestSilentOwnerOfTheWholeFile: a node that has reported the one owner of the whole file is not told of it again while
// there are enough others.
func TestSilentOwnerOfTheWholeFile(t *testing.T) {
	frequencies := make([]uint64, 1000)
	files, o, nodes := swarmOf(frequencies...)
	files.put(nodes[500], holds(1, messages.HoldingWhole))
	c := choice{rand: &testRand{state: 3}}
	for range 100 {
		named := c.byFrequency(nil, o, &wish{asker: 3, want: 4, silent: []messages.NodeID{500}})
		require.Len(t, named, 4)
		require.NotContains(t, nodesOf(named), 500)
	}
}

func TestSeedDeterminesChoice(t *testing.T) {
	run := func(seed uint64) (ids []messages.NodeID) {
		_, o, _ := swarmOf(make([]uint64, 300)...)
		c := choice{rand: &testRand{state: seed}}
		for range 10 {
			for _, o := range c.byFrequency(nil, o, &wish{asker: nobody, want: 5}) {
				ids = append(ids, o.Node)
			}
		}
		return ids
	}
	require.Equal(t, run(1), run(1))
	require.NotEqual(t, run(1), run(2))
}

func TestAtRandomIgnoresFrequencies(t *testing.T) {
	_, o, nodes := swarmOf(0, 1, 10, 1000, 0, 5)
	c := choice{rand: &testRand{state: 7}}
	choose := func(asker messages.NodeID, want int) []int {
		return nodesOf(c.atRandom(nil, o, &wish{asker: asker, want: want}))
	}
	for _, share := range chances(len(nodes), 20_000, func() []int { return choose(nobody, 2) }) {
		require.InDelta(t, 2.0/6, share, 0.02)
	}
	require.Len(t, choose(3, 10), 5, "all but the asker")
	for range 100 {
		require.NotContains(t, choose(3, 2), 3)
	}
	require.Empty(t, choose(0, 0))
}

func BenchmarkChoose(b *testing.B) {
	for name, owners := range map[string]int{"of_5": 5, "of_100": 100, "of_100000": 100_000} {
		frequencies := make([]uint64, owners)
		for i := range frequencies {
			frequencies[i] = uint64(i % 1000)
		}
		_, o, _ := swarmOf(frequencies...)
		c := choice{rand: &testRand{state: 1}}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.byFrequency(nil, o, &wish{asker: nobody, want: 10})
			}
		})
	}
}

// somewhere is a proven address.
var somewhere = netip.MustParseAddrPort("203.0.113.7:4000")
