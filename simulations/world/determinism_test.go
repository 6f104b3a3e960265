package world

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// lossyTwenty runs a tracker and 20 peers, of which one has the file, over links with delay, jitter and 1 to 5 % loss,
// through a crash and a restart, and gives the hash of the whole trace.
func lossyTwenty(t *testing.T, seed uint64) string {
	link := func(i int) Link {
		l := lan
		l.Delay = time.Duration(1+i%5) * 4 * time.Millisecond
		l.Loss = 0.01 + 0.04*float64(i)/20
		l.Duplicate, l.Reorder, l.Corrupt = 0.01, 0.01, 0.001
		return l
	}
	s := newSwarm(t, plan{options: Options{Seed: seed}, nodes: 20, link: link, length: 4*mib + 12345, piece: 256 << 10})
	s.world.At(500*time.Millisecond, func() { s.nodes[7].Crash() })
	s.world.At(5*time.Second, func() { s.nodes[7].Restart(); s.nodes[7].Fetch(s.file) })
	s.mustComplete(3 * time.Minute)
	require.Positive(t, s.world.Counts().Lost)
	s.world.RunFor(30 * time.Second)
	return s.world.Trace().Hash()
}

// TestOneSeedOneTrace: the whole trace is a function of the seed, on one processor and on two.
func TestOneSeedOneTrace(t *testing.T) {
	first := lossyTwenty(t, 1)
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	require.Equal(t, first, lossyTwenty(t, 1), "on one processor")
	runtime.GOMAXPROCS(2)
	require.Equal(t, first, lossyTwenty(t, 1), "on two processors")
	require.NotEqual(t, first, lossyTwenty(t, 2), "of another seed")
}
