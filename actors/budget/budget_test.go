package budget

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

var (
	begin = time.Unix(1000, 0)
	red   = messages.InfoHash{1}
	blue  = messages.InfoHash{2}
)

// spend takes blocks of a file for a duration, whenever they are available, and returns how many bytes it took. Each
// wait lasts at least a millisecond, and is late by the given time.
func spend(b *Budget, file messages.InfoHash, block int, from time.Time, lasts, late time.Duration) int {
	total := 0
	for now := from; now.Before(from.Add(lasts)); now = now.Add(max(b.OpensAt(file, now).Sub(now),
		time.Millisecond) + late) {
		for available := b.Available(file, now); available > 0; available = b.Available(file, now) {
			bytes := max(available/block, 1) * block
			b.Take(file, bytes, now)
			total += bytes
		}
	}
	return total
}

func TestLimitIsExactOverTenSeconds(t *testing.T) {
	for _, rate := range []messages.Rate{10_000, 200_000, 1_000_000, 50_000_000, 500_000_000} {
		for _, late := range []time.Duration{0, 100 * time.Microsecond, 10 * time.Millisecond, 60 * time.Millisecond} {
			t.Run(fmt.Sprint(rate, " late by ", late), func(t *testing.T) {
				for name, limits := range map[string]messages.Limits{
					"node": {Node: rate}, "each": {Each: rate}, "file": {Files: []messages.FileLimit{{File: red,
						Rate: rate}}},
					"both": {Node: rate, Each: 2 * rate},
				} {
					b := &Budget{}
					b.Set(limits, begin)
					got := spend(b, red, 1400, begin, 10*time.Second, late)
					require.InEpsilon(t, 10*int64(rate), got, 0.03, name)
				}
			})
		}
	}
}

func TestChangedLimitAppliesAtOnce(t *testing.T) {
	b := &Budget{}
	b.Set(messages.Limits{Node: 50_000_000}, begin)
	require.InEpsilon(t, 50_000_000, spend(b, red, 1400, begin, time.Second, 0), 0.03)
	now := begin.Add(time.Second)
	b.Set(messages.Limits{Node: 200_000}, now)
	require.InEpsilon(t, 2_000_000, spend(b, red, 1400, now, 10*time.Second, 0), 0.03)
	now = now.Add(10 * time.Second)
	b.Set(messages.Limits{}, now)
	require.Equal(t, math.MaxInt, b.Available(red, now))
	b.Take(red, 1<<40, now)
	b.Set(messages.Limits{Each: 1_000_000}, now)
	require.InEpsilon(t, 10_000_000, spend(b, red, 1400, now, 10*time.Second, 0), 0.03,
		"bytes taken without a limit are not owed")
}

func TestUnchangedLimitKeepsItsState(t *testing.T) {
	b := &Budget{}
	limits := messages.Limits{Node: 1_000_000, Each: 500_000}
	b.Set(limits, begin)
	now := begin.Add(time.Second)
	b.Take(red, 1_000_000, now)
	opens := b.OpensAt(red, now)
	b.Set(limits.With(messages.ScopeFile, blue, 7000), now.Add(time.Millisecond))
	require.Equal(t, opens, b.OpensAt(red, now))
}

func TestDepthOfABucket(t *testing.T) {
	b := &Budget{}
	b.Set(messages.Limits{Node: 1_000_000}, begin)
	require.Zero(t, b.Available(red, begin), "a new bucket is empty")
	require.Zero(t, b.Available(red, begin.Add(openTime/2)), "less than openTime is not handed out")
	require.Equal(t, 2000, b.Available(red, begin.Add(openTime)))
	require.Equal(t, 100_000, b.Available(red, begin.Add(time.Hour)), "at most depthTime is saved up")
	b.Take(red, 150_000, begin.Add(time.Hour))
	require.Zero(t, b.Available(red, begin.Add(time.Hour+50*time.Millisecond)), "more was taken than was available")
	require.Equal(t, begin.Add(time.Hour+52*time.Millisecond), b.OpensAt(red,
		begin.Add(time.Hour)).Truncate(time.Microsecond))
	b.GiveBack(red, 50_000, begin.Add(time.Hour))
	require.Equal(t, 50_000, b.Available(red, begin.Add(time.Hour+50*time.Millisecond)))
}

func TestLimitsOfFiles(t *testing.T) {
	b := &Budget{}
	b.Set(messages.Limits{Each: 100_000, Files: []messages.FileLimit{{File: blue, Rate: 0}}}, begin)
	require.Equal(t, math.MaxInt, b.Available(blue, begin))
	b.Available(red, begin)
	now := begin.Add(time.Second)
	require.Equal(t, 10_000, b.Available(red, now))
	b.Take(red, 20_000, now)
	require.Zero(t, b.Available(red, now))
	b.Set(messages.Limits{Node: 1_000_000, Each: 100_000}, now)
	now = now.Add(50 * time.Millisecond)
	require.Equal(t, 5000, b.Available(blue, now), "blue has a limit now")
	require.Zero(t, b.Available(red, now), "the debt of red is kept")
	require.Equal(t, time.Second, b.Duration(1_000_000, blue, 10_000, now))
	require.Equal(t, 2*time.Second, b.Duration(1_000_000, blue, 200_000, now))
}

func TestTurnFollowsTheLowestLimit(t *testing.T) {
	b := &Budget{}
	require.Equal(t, maxTurnBytes, b.Turn())
	for limits, want := range map[*messages.Limits]int{
		{}:                              maxTurnBytes,
		{Node: 1_000_000_000}:           maxTurnBytes,
		{Node: 1_000_000, Each: 500000}: 10_000,
		{Node: 10_000}:                  minTurnBytes,
	} {
		b.Set(*limits, begin)
		require.Equal(t, want, b.Turn())
	}
}

func TestUnusedBucketsAreDropped(t *testing.T) {
	b := &Budget{}
	b.Set(messages.Limits{Each: 100_000}, begin)
	now := begin
	for i := range 3 * maxFiles {
		now = now.Add(time.Millisecond)
		b.Take(messages.InfoHash{byte(i), byte(i >> 8)}, 100, now)
	}
	require.LessOrEqual(t, len(b.files), maxFiles)
	b.Take(red, 1_000_000, now)
	for i := range 3 * maxFiles {
		now = now.Add(time.Millisecond)
		b.Take(messages.InfoHash{byte(i), byte(i >> 8), 1}, 100, now)
	}
	require.Zero(t, b.Available(red, now), "a bucket in debt is not dropped")
}
