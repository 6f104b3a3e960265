package world

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// bottleneck is a receiver's link with a slow downlink, whose queue holds what arrives in a round trip of 20 ms.
func bottleneck(megabits int64, loss float64) Link {
	rate := megabits * 1_000_000 / 8
	return Link{Delay: 5 * time.Millisecond, Down: rate, Queue: rate / 50, Loss: loss}
}

// far is an unlimited link with a delay of 5 ms.
var far = Link{Delay: 5 * time.Millisecond}

// TestTheRateOfALossyPathIsUsed checks what congestion control is for, on one path: the transfer uses nearly all of
// the bottleneck's rate despite random loss, and sends almost nothing twice. The transfers are short: the start-up
// takes a fifth of a second of each. With jitter, results differ by several percent from seed to seed, so the mean of
// several seeds is checked.
func TestTheRateOfALossyPathIsUsed(t *testing.T) {
	for _, c := range []struct {
		megabits int64
		loss     float64
		goodput  float64 // lower limit of the mean, as a part of the rate
		jitter   time.Duration
		seeds    uint64
	}{{200, 0, 0.925, 0, 1}, {200, 0.01, 0.90, 0, 1}, {200, 0.05, 0.88, 0, 1}, {200, 0.20, 0.85, 0, 1},
		{1000, 0, 0.915, 0, 1}, {1000, 0.01, 0.87, 0, 1},
		{200, 0, 0.82, 10, 6}, {200, 0.01, 0.80, 10, 6}, {200, 0.05, 0.76, 10, 6}, {1000, 0, 0.72, 10, 3}} {
		t.Run(fmt.Sprintf("%d Mbit/s, loss %v, jitter %d ms", c.megabits, c.loss, c.jitter), func(t *testing.T) {
			link := bottleneck(c.megabits, c.loss)
			link.Jitter = c.jitter * time.Millisecond
			mean := 0.0
			for seed := range c.seeds {
				goodput, sent := bottleneckUse(t, seed, c.megabits, link)
				require.LessOrEqual(t, sent*(1-c.loss), 1.02,
					"payload that reached the bottleneck's far end, for each byte of the file")
				mean += goodput / float64(c.seeds)
			}
			t.Logf("goodput %.3f", mean)
			require.GreaterOrEqual(t, mean, c.goodput)
		})
	}
}

// bottleneckUse fetches a file that takes four seconds at a link's rate. It returns which part of the rate the
// transfer used, and how many bytes of payload were sent for each byte of the file.
func bottleneckUse(t *testing.T, seed uint64, megabits int64, link Link) (goodput, sent float64) {
	t.Helper()
	w := New(Options{Seed: seed, Settings: testSettings()})
	defer w.Close()
	w.AddTracker()
	rate := megabits * 1_000_000 / 8
	length := 4 * rate
	file := w.AddNode(1, far).Share("sample.bin", length, mib)
	receiver := w.AddNode(2, link)
	w.RunFor(2*time.Second + time.Duration(length)) // hashing takes 1 ns a byte
	before, blocks := w.Now(), w.Counts().BlockBytes
	receiver.Fetch(file)
	require.True(t, w.RunUntil(func() bool { return w.FileComplete(2, file.InfoHash) }, time.Minute))
	goodput = float64(length) / (w.Now() - before).Seconds() / float64(rate)
	return goodput, float64(w.Counts().BlockBytes-blocks) / float64(length)
}

// TestDownloadsShareABottleneck starts two downloads through one bottleneck, one after the other. They end up with
// fair shares and lose almost nothing.
func TestDownloadsShareABottleneck(t *testing.T) {
	got := map[messages.NodeID]int64{}
	w := New(Options{Settings: testSettings(), Observe: func(_ time.Duration, fact messages.Fact) {
		if f, ok := fact.(messages.PieceVerified); ok {
			got[f.Owner] += f.Bytes
		}
	}})
	defer w.Close()
	w.AddTracker()
	first := w.AddNode(1, far).Share("first.bin", 2_000_000_000, mib)
	second := w.AddNode(2, far).Share("second.bin", 2_000_000_000, mib)
	receiver := w.AddNode(3, bottleneck(200, 0))
	w.RunFor(5 * time.Second)
	receiver.Fetch(first)
	w.RunFor(2 * time.Second)
	receiver.Fetch(second)
	w.RunFor(time.Second)
	clear(got)
	before := w.Counts()
	w.RunFor(30 * time.Second)
	require.InDelta(t, 0.5, float64(got[1])/float64(got[1]+got[2]), 0.1)
	require.Greater(t, float64(got[1]+got[2]), 0.94*25e6*30)
	after := w.Counts()
	require.Less(t, float64(after.Lost-before.Lost), 0.01*float64(after.Blocks-before.Blocks))
}

// TestUnequalOwnersAreAllUsed fetches from owners of very different speed. Slow owners must not hold all the memory
// for chunks while the fast one is idle, and the last pieces must not wait for the slowest owner.
func TestUnequalOwnersAreAllUsed(t *testing.T) {
	settings := testSettings()
	settings.MaxSplitnessRate = 4
	w := New(Options{Settings: settings, BufferMemory: 32 * mib})
	defer w.Close()
	w.AddTracker()
	const length = 400_000_000
	rates := []int64{10, 20, 40, 80} // Mbit/s
	sum := int64(0)
	var file messages.File
	for i, rate := range rates {
		rate *= 1_000_000 / 8
		sum += rate
		file = w.AddNode(messages.NodeID(i+1), Link{Delay: 5 * time.Millisecond, Up: rate,
			Queue: rate / 50}).Share("sample.bin", length, mib)
	}
	receiver := w.AddNode(9, far)
	w.RunFor(5 * time.Second)
	before := w.Now()
	receiver.Fetch(file)
	require.True(t, w.RunUntil(func() bool { return w.FileComplete(9, file.InfoHash) }, time.Minute))
	require.GreaterOrEqual(t, float64(length)/(w.Now()-before).Seconds(), 0.9*float64(sum))
}
