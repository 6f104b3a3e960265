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

// spend takes blocks of a file for as long, whenever there is room, and gives how many bytes went. Each wait lasts a
// millisecond at least, and a bit more than was asked for.
func spend(b *Budget, file messages.InfoHash, block int, from time.Time, lasts, late time.Duration) int {
	total := 0
	for now := from; now.Before(from.Add(lasts)); now = now.Add(max(b.Opens(file, now).Sub(now), time.Millisecond) + late) {
		for room := b.Room(file, now); room > 0; room = b.Room(file, now) {
			bytes := max(room/block, 1) * block
			b.Take(file, bytes, now)
			total += bytes
		}
	}
	return total
}

func TestALimitIsExactOverTenSeconds(t *testing.T) {
	for _, rate := range []messages.Rate{10_000, 200_000, 1_000_000, 50_000_000, 500_000_000} {
		for _, late := range []time.Duration{0, 100 * time.Microsecond, 10 * time.Millisecond, 60 * time.Millisecond} {
			t.Run(fmt.Sprint(rate, " late by ", late), func(t *testing.T) {
				for name, limits := range map[string]messages.Limits{
					"node": {Node: rate}, "each": {Each: rate}, "file": {Files: []messages.FileLimit{{File: red, Rate: rate}}},
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

func TestAChangedLimitHoldsAtOnce(t *testing.T) {
	b := &Budget{}
	b.Set(messages.Limits{Node: 50_000_000}, begin)
	require.InEpsilon(t, 50_000_000, spend(b, red, 1400, begin, time.Second, 0), 0.03)
	now := begin.Add(time.Second)
	b.Set(messages.Limits{Node: 200_000}, now)
	require.InEpsilon(t, 2_000_000, spend(b, red, 1400, now, 10*time.Second, 0), 0.03)
	now = now.Add(10 * time.Second)
	b.Set(messages.Limits{}, now)
	require.Equal(t, math.MaxInt, b.Room(red, now))
	b.Take(red, 1<<40, now)
	b.Set(messages.Limits{Each: 1_000_000}, now)
	require.InEpsilon(t, 10_000_000, spend(b, red, 1400, now, 10*time.Second, 0), 0.03, "what went without a limit is not owed")
}

func TestSettingTheSameLimitChangesNothing(t *testing.T) {
	b := &Budget{}
	limits := messages.Limits{Node: 1_000_000, Each: 500_000}
	b.Set(limits, begin)
	now := begin.Add(time.Second)
	b.Take(red, 1_000_000, now)
	opens := b.Opens(red, now)
	b.Set(limits.With(messages.ScopeFile, blue, 7000), now.Add(time.Millisecond))
	require.Equal(t, opens, b.Opens(red, now))
}

func TestLittleIsSavedUp(t *testing.T) {
	b := &Budget{}
	b.Set(messages.Limits{Node: 1_000_000}, begin)
	require.Zero(t, b.Room(red, begin), "a new limit begins with nothing")
	require.Zero(t, b.Room(red, begin.Add(openTime/2)), "so little is not worth a message")
	require.Equal(t, 2000, b.Room(red, begin.Add(openTime)))
	require.Equal(t, 100_000, b.Room(red, begin.Add(time.Hour)), "a tenth of a second")
	b.Take(red, 150_000, begin.Add(time.Hour))
	require.Zero(t, b.Room(red, begin.Add(time.Hour+50*time.Millisecond)), "more was taken than there was")
	require.Equal(t, begin.Add(time.Hour+52*time.Millisecond), b.Opens(red, begin.Add(time.Hour)).Truncate(time.Microsecond))
	b.Give(red, 50_000, begin.Add(time.Hour))
	require.Equal(t, 50_000, b.Room(red, begin.Add(time.Hour+50*time.Millisecond)))
}

func TestFilesHaveLimitsOfTheirOwn(t *testing.T) {
	b := &Budget{}
	b.Set(messages.Limits{Each: 100_000, Files: []messages.FileLimit{{File: blue, Rate: 0}}}, begin)
	require.Equal(t, math.MaxInt, b.Room(blue, begin))
	b.Room(red, begin)
	now := begin.Add(time.Second)
	require.Equal(t, 10_000, b.Room(red, now))
	b.Take(red, 20_000, now)
	require.Zero(t, b.Room(red, now))
	b.Set(messages.Limits{Node: 1_000_000, Each: 100_000}, now)
	now = now.Add(50 * time.Millisecond)
	require.Equal(t, 5000, b.Room(blue, now), "limited from now on")
	require.Zero(t, b.Room(red, now), "what it owes is not forgotten by that")
	require.Equal(t, time.Second, b.Lasts(1_000_000, blue, 10_000, now))
	require.Equal(t, 2*time.Second, b.Lasts(1_000_000, blue, 200_000, now))
}

func TestTurnsAreShortUnderALowLimit(t *testing.T) {
	b := &Budget{}
	require.Equal(t, mostTurnBytes, b.Turn())
	for limits, want := range map[*messages.Limits]int{
		{}:                              mostTurnBytes,
		{Node: 1_000_000_000}:           mostTurnBytes,
		{Node: 1_000_000, Each: 500000}: 10_000,
		{Node: 10_000}:                  leastTurnBytes,
	} {
		b.Set(*limits, begin)
		require.Equal(t, want, b.Turn())
	}
}

func TestFilesAreNotRememberedForEver(t *testing.T) {
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
	require.Zero(t, b.Room(red, now), "ten seconds' worth is owed still")
}
