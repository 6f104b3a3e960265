package tracker

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// invented returns a file with one honest owner, node 0, and owners that strangers invented at the given number of
// networks, so many at each, with the highest frequency that counts.
func invented(networks, perNetwork int) (*owners, *origins) {
	files, hosts := newCatalogue(), newOrigins()
	honest := &node{addr: somewhere}
	hosts.add(honest, netip.MustParseAddr("192.0.2.1"))
	files.put(honest, holds(1, messages.HoldingWhole))
	id := messages.NodeID(0)
	for network := range networks {
		for i := range perNetwork {
			id++
			n := &node{id: id, addr: somewhere, frequency: 1 << 60}
			hosts.add(n, netip.AddrFrom4([4]byte{9, byte(network >> 8), byte(network), byte(i)}))
			files.put(n, holds(1, messages.HoldingWhole))
		}
	}
	return &files.files[hash(1)].owners, &hosts
}

func TestInventedOwnersDoNotCrowdOutAnHonestOne(t *testing.T) {
	for _, test := range []struct {
		networks, perNetwork int
		atLeast              float64 // share of choices that name the honest owner
	}{
		{1, 200, 0.99},
		{1, 1000, 0.99},
		{1, 20_000, 0.99},
		{4, 250, 0.99},
		{7, 1000, 0.95},
		{50, 200, 0.05},
	} {
		o, _ := invented(test.networks, test.perNetwork)
		c := choice{rand: &testRand{state: 3}}
		honest := 0
		const choices = 2000
		for range choices {
			named := c.byFrequency(nil, o, &wish{asker: nobody, want: 16})
			if slices.ContainsFunc(named, func(owner messages.Owner) bool { return owner.Node == 0 }) {
				honest++
			}
		}
		require.GreaterOrEqual(t, float64(honest)/choices, test.atLeast, "%+v", test)
	}
}

func TestReplyNamesFewOwnersOfOneNetwork(t *testing.T) {
	for _, test := range []struct{ networks, want, most int }{
		{1, 16, 8},    // two networks have the file, with the honest owner's
		{20, 16, 2},   // enough networks
		{20, 100, 50}, // too few
	} {
		o, _ := invented(test.networks, 50)
		c := choice{rand: &testRand{state: 9}}
		for range 100 {
			count := map[netip.Prefix]int{}
			for _, at := range c.draw(nil, o, &wish{asker: nobody, want: test.want}) {
				count[o.slots[at].node.network().network]++
			}
			for network, n := range count {
				require.LessOrEqual(t, n, test.most, "%v, %+v", network, test)
			}
		}
	}
}

// TestOwnersOfOneHostAreAllNamed checks that the limit for a network does not shorten a reply when there is only one: a
// class runs its nodes on one machine.
func TestOwnersOfOneHostAreAllNamed(t *testing.T) {
	files, hosts := newCatalogue(), newOrigins()
	for id := range messages.NodeID(100) {
		n := &node{id: id, addr: somewhere}
		hosts.add(n, netip.MustParseAddr("127.0.0.1"))
		files.put(n, holds(1, messages.HoldingWhole))
	}
	c := choice{rand: &testRand{state: 1}}
	named := c.byFrequency(nil, &files.files[hash(1)].owners, &wish{asker: 5, want: 16})
	require.Len(t, named, 16)
}

func TestSilentOwnersAreNotNamedToTheirReporter(t *testing.T) {
	_, o, _ := swarmOf(make([]uint64, 40)...)
	c := choice{rand: &testRand{state: 1}}
	silent := []messages.NodeID{1, 2, 3, 4, 5, 6}
	for range 200 {
		for _, owner := range c.byFrequency(nil, o, &wish{asker: 0, silent: silent, want: 10}) {
			require.NotContains(t, silent, owner.Node)
		}
	}
}

func TestReportedOwnersAreNamedLessOften(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	_, o, nodes := swarmOf(make([]uint64, 100)...)
	c := choice{rand: &testRand{state: 1}}
	share := func(at time.Time) float64 {
		choose := func() []int { return nodesOf(c.byFrequency(nil, o, &wish{asker: nobody, want: 5, now: at})) }
		return chances(len(nodes), 40_000, choose)[7]
	}
	nodes[7].silence = new(silence)
	for reporter, want := range []float64{0.05, 0.025, 0.0125, 0.00625, 0.00625} {
		require.InDelta(t, want, share(now), 0.005, "%d reporters", reporter)
		for range 3 { // a network has one vote, however often it reports
			nodes[7].silence.report(nodes[10+reporter].network(), now)
		}
	}
	require.InDelta(t, 0.05, share(now.Add(silenceMemory)), 0.005, "reports are forgotten")
}

func TestNeedReportsSilence(t *testing.T) {
	tracker, _, _ := quiet(DefaultLimits, 1, 2, 3)
	own(tracker, 1, holds(1, messages.HoldingWhole))
	need := &messages.Need{Node: 3, InfoHash: hash(1), Silent: []messages.NodeID{1, 2, 99}}
	tracker.answer(nil, asked(need))
	require.NotNil(t, tracker.nodes[1].silence)
	require.Nil(t, tracker.nodes[2].silence, "it does not own the file, so nobody was told of it")
	need.InfoHash, need.Silent = hash(2), []messages.NodeID{2}
	tracker.answer(nil, asked(need))
	require.Nil(t, tracker.nodes[2].silence, "nobody has the file")
}

func TestGroupWeighsAboutAsMuchAsOneOwner(t *testing.T) {
	o, _ := invented(1, 1)
	honest := float64(o.slots[0].weight)
	for _, perNetwork := range []int{1, 2, 3, 17, 1000, 10_000} {
		o, _ := invented(1, perNetwork)
		group := float64(o.weights.total()) - honest
		one := float64(weightOf(1<<60)) * weightUnit
		require.Greater(t, group, 0.49*one, "%d owners", perNetwork)
		require.LessOrEqual(t, group, one, "%d owners", perNetwork)
	}
}
