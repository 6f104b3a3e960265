package world

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// lossyTwenty runs a tracker and 20 peers, one of which has the file, over links with delay, jitter and 1 to 5 %
// loss, with a crash and a restart. It returns the hash of the trace.
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

// TestOneSeedOneTrace checks that the trace is a function of the seed, on one processor and on two.
func TestOneSeedOneTrace(t *testing.T) {
	first := lossyTwenty(t, 1)
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	require.Equal(t, first, lossyTwenty(t, 1), "on one processor")
	runtime.GOMAXPROCS(2)
	require.Equal(t, first, lossyTwenty(t, 1), "on two processors")
	require.NotEqual(t, first, lossyTwenty(t, 2), "of another seed")
}

// TestWindowsChangeNothing checks that the trace does not depend on the length of windows.
func TestWindowsChangeNothing(t *testing.T) {
	trace := func(shortWindows bool) string {
		link := func(i int) Link {
			l := lan
			l.Delay, l.Jitter = time.Duration(1+i%5)*4*time.Millisecond, time.Duration(i%3)*time.Millisecond
			l.Loss, l.Duplicate, l.Reorder, l.Corrupt = 0.02, 0.01, 0.01, 0.001
			return l
		}
		w := New(Options{Seed: 3, Settings: testSettings(), shortWindows: shortWindows})
		t.Cleanup(w.Close)
		w.AddTracker()
		var nodes []*Node
		for i := range 12 {
			nodes = append(nodes, w.AddNode(messages.NodeID(i+1), link(i)))
		}
		file := nodes[0].Share("sample.bin", 4*mib+12345, 256<<10)
		w.RunFor(2 * time.Second)
		for _, n := range nodes[1:] {
			n.Fetch(file)
		}
		w.At(500*time.Millisecond, nodes[7].Crash)
		w.At(2*time.Second, func() { nodes[7].Restart(); nodes[7].Fetch(file) })
		w.At(3*time.Second, func() { nodes[5].Command(&messages.Leave{}) })
		w.At(4*time.Second, func() { nodes[3].Relink(Link{Up: 1_000_000, Down: 1_000_000, Delay: time.Millisecond}) })
		w.At(5*time.Second, w.StopTracker)
		w.At(7*time.Second, w.AddTracker)
		w.RunFor(time.Minute)
		require.True(t, w.FileComplete(2, file.InfoHash))
		return w.Trace().Hash()
	}
	require.Equal(t, trace(true), trace(false))
}
