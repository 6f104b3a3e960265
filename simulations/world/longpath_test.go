package world

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestALongPathIsFilled fetches a file over a path with a large bandwidth-delay product, start-up included. The queue
// of the bottleneck holds what arrives in a round trip.
func TestALongPathIsFilled(t *testing.T) {
	for _, c := range []struct {
		megabits  int64
		roundTrip time.Duration // ms
		size      int64         // MiB
		loss      float64
		use       float64 // lower limit of the mean: payload, as a part of the link's rate
	}{{50, 600, 256, 0, 0.855}, {50, 600, 256, 0.01, 0.845}, {50, 600, 256, 0.05, 0.75},
		{200, 100, 192, 0, 0.865}, {200, 100, 192, 0.01, 0.85}, {200, 100, 1024, 0, 0.93}} {
		t.Run(fmt.Sprintf("%d Mbit/s, %d ms, %d MiB, loss %v", c.megabits, c.roundTrip, c.size, c.loss),
			func(t *testing.T) {
				const seeds = 2
				mean := 0.0
				for seed := range uint64(seeds) {
					use, sent := longPathUse(t, seed, c.megabits*1_000_000/8, c.roundTrip*time.Millisecond, c.size*mib,
						c.loss)
					require.LessOrEqual(t, sent*(1-c.loss), 1.02, "payload that was sent for each byte of the file")
					mean += use / seeds
				}
				t.Logf("use %.3f", mean)
				require.GreaterOrEqual(t, mean, c.use)
			})
	}
}

// longPathUse fetches a file of a length over a path with a rate, in bytes per second. It returns which part of the
// rate the transfer used, and how many bytes of payload were sent for each byte of the file.
func longPathUse(
	t *testing.T, seed uint64, rate int64, roundTrip time.Duration, length int64, loss float64,
) (use, sent float64) {
	t.Helper()
	w := New(Options{Seed: seed, Settings: testSettings(), BufferMemory: 32 * mib})
	defer w.Close()
	w.AddTracker()
	file := w.AddNode(1, Link{Delay: roundTrip / 4}).Share("sample.bin", length, mib)
	receiver := w.AddNode(2, Link{Delay: roundTrip / 4, Down: rate, Loss: loss,
		Queue: rate * int64(roundTrip) / int64(time.Second)})
	w.RunFor(4*time.Second + time.Duration(length)) // hashing takes 1 ns a byte
	before, blocks := w.Now(), w.Counts().BlockBytes
	receiver.Fetch(file)
	require.True(t, w.RunUntil(func() bool { return w.FileComplete(2, file.InfoHash) }, 5*time.Minute))
	use = float64(length) / (w.Now() - before).Seconds() / float64(rate)
	return use, float64(w.Counts().BlockBytes-blocks) / float64(length)
}
