package check

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
	"swarm/simulations/world"
)

// TestChaosHolds checks that no invariant fails under random faults. CHECK_SEEDS=100 runs that many random swarms,
// and -run 'TestChaosHolds/17$' repeats one of them.
func TestChaosHolds(t *testing.T) {
	seeds, err := strconv.ParseUint(os.Getenv("CHECK_SEEDS"), 10, 32)
	if err != nil {
		seeds = 4
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			s := newSwarm(t, All(), 4+random.IntN(9), nil)
			for _, n := range s.world.Nodes() {
				disturb(s, n, random)
			}
			if random.IntN(2) == 0 {
				s.world.At(within(random, 20*time.Second), s.world.StopTracker)
				s.world.At(20*time.Second+within(random, 20*time.Second), s.world.AddTracker)
			}
			if random.IntN(2) == 0 {
				s.world.At(within(random, 10*time.Second), func() { s.world.Isolate(2, 3) })
				s.world.At(40*time.Second, s.world.Heal)
			}
			s.world.RunFor(61 * time.Second)
			require.True(t, s.run(30*time.Minute), "not complete")
			s.world.RunFor(within(random, 3*time.Minute))
			s.requireNoFailure()
		})
	}
}

// disturb plans faults of one node: a bad link, and perhaps a crash, a departure or wrong blocks.
func disturb(s *swarm, n *world.Node, random *rand.Rand) {
	link := lan
	link.Up = int64(100_000 << random.IntN(8))
	link.Loss, link.Duplicate, link.Reorder = random.Float64()*0.1, random.Float64()*0.02, random.Float64()*0.02
	n.Relink(link)
	if n.ID() == 1 {
		return
	}
	at, back := within(random, 40*time.Second), within(random, 20*time.Second)
	again := func() {
		if !n.Alive() {
			n.Restart()
			n.Fetch(s.file)
		}
	}
	switch random.IntN(5) {
	case 0:
		s.world.At(at, n.Crash)
		s.world.At(at+back, again)
	case 1:
		s.world.At(at, func() { n.Command(&messages.Leave{}) })
		s.world.At(at+back, again)
	case 2:
		s.world.At(at, func() { n.SetWrongShare(0.2) })
		s.world.At(at+back, func() { n.SetWrongShare(0) })
	}
}

func within(random *rand.Rand, d time.Duration) time.Duration {
	return time.Duration(random.Float64() * float64(d))
}
