package path

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/congestion"
	"swarm/messages"
)

func TestPayloads(t *testing.T) {
	for _, c := range []struct {
		base, limit int
		sizes       []int
		at          int
	}{
		{1400, 1400, []int{1152, 1400}, 1},
		{1400, 4095, []int{1152, 1400}, 1},
		{1400, 4096, []int{1152, 1400, 4096}, 1},
		{1400, 8904, []int{1152, 1400, 4096, 8192}, 1}, // jumbo frames of 9,000 bytes under IPv6
		{1400, 65000, []int{1152, 1400, 4096, 8192}, 1},
		{1400, 1399, []int{1152}, 0}, // the way out is a tunnel
		{1400, 0, []int{1152}, 0},
		{1152, 8192, []int{1152, 4096, 8192}, 0},
		{512, 512, []int{512}, 0}, // the settings say so
		{512, 100, []int{512}, 0},
	} {
		sizes, at := payloads(c.base, c.limit)
		require.Equal(t, c.sizes, sizes, c)
		require.Equal(t, c.at, at, c)
	}
	require.Equal(t, 1200, minPayload+messages.BlockOverhead)
	require.Equal(t, 1500-40-8, messages.BlockPayload+messages.BlockOverhead+4)
}

// course is a discovery with a clock of its own.
type course struct {
	discovery
	t   *testing.T
	now time.Time
}

const answer = 50 * time.Millisecond

func newCourse(t *testing.T, limit int, atOnce bool) *course {
	return &course{discovery: newDiscovery(messages.BlockPayload, limit, atOnce), t: t, now: time.Unix(1_700_000_000,
		0)}
}

// probes returns the payloads that are probed within some time, during which nothing is answered.
func (c *course) probes(within time.Duration) []int {
	c.t.Helper()
	var probed []int
	for end, turns := c.now.Add(within), 0; ; turns++ {
		require.Less(c.t, turns, 10_000, "it is always due")
		if payload, ok := c.nextProbe(answer, c.now); ok {
			probed = append(probed, payload)
			continue
		}
		due := c.dueAt(answer)
		if due.IsZero() || due.After(end) {
			c.now = end
			return probed
		}
		c.now = due
	}
}

// loseOne loses one block of a span that was asked for a while ago.
func (c *course) loseOne(payload, asked int) {
	c.spanLost(&congestion.SentSpan{BlockSize: payload, Blocks: asked, Span: messages.Span{Mask: 1},
		SentAt: c.now.Add(-answer)}, answer, c.now)
}

// lose loses whole spans of the size in use.
func (c *course) lose(spans int) {
	for range spans {
		c.loseOne(c.size(), 1)
	}
}

func TestDiscoveryGoesUpOneSizeEachRoundTrip(t *testing.T) {
	c := newCourse(t, 9000, false)
	require.Equal(t, []int{4096}, c.probes(0))
	require.True(t, c.probeAnswered(c.now))
	require.Equal(t, 4096, c.size())
	require.Equal(t, []int{8192}, c.probes(0))
	require.True(t, c.probeAnswered(c.now))
	require.Equal(t, 8192, c.size())
	require.Empty(t, c.probes(24*time.Hour), "there is nothing larger")
}

func TestDiscoveryStaysWhereProbesAreLost(t *testing.T) {
	c := newCourse(t, 9000, false)
	require.Equal(t, []int{4096, 4096, 4096}, c.probes(5*time.Second), "one a second (RFC 8899, section 5.1.1)")
	require.Equal(t, 1400, c.size())
	require.Empty(t, c.probes(9*time.Minute))
	require.Equal(t, []int{4096, 4096, 4096}, c.probes(2*time.Minute), "routes change: it is tried again")
	require.Empty(t, c.probes(5*time.Minute))
}

func TestDiscoveryWithNothingToFind(t *testing.T) {
	require.Empty(t, newCourse(t, 1400, false).probes(24*time.Hour))
	loopback := newCourse(t, 65000, true)
	require.Equal(t, 8192, loopback.size())
	require.Empty(t, loopback.probes(24*time.Hour))
	require.False(t, loopback.probeAnswered(loopback.now), "nothing was asked")
}

func TestBlackHoleIsFound(t *testing.T) {
	c := newCourse(t, 9000, true)
	c.lose(maxLostSpans - 1)
	require.Empty(t, c.probes(time.Minute))
	c.lose(1)
	require.Equal(t, []int{8192, 8192, 8192}, c.probes(3*answer-1))
	require.False(t, c.blackHole(answer, c.now))
	c.probes(time.Second)
	require.False(t, c.blackHole(answer, c.now), "nothing else came either: the owner may be dead")
	c.ownerSeen = true
	c.probes(2 * congestion.MaxTimeout)
	c.now = c.now.Add(congestion.MaxTimeout)
	require.True(t, c.blackHole(answer, c.now))
	require.True(t, c.shrink(8192, c.now))
	require.Equal(t, 1400, c.size())
	require.Empty(t, c.probes(raiseInterval-time.Second))
	require.Equal(t, []int{4096}, c.probes(time.Second))
}

// TestDoubtEnds checks that the size in use stays when a probe of it is answered, or a whole block arrives.
func TestDoubtEnds(t *testing.T) {
	for name, end := range map[string]func(c *course){
		"by an answer":      func(c *course) { require.False(t, c.probeAnswered(c.now)) },
		"by a whole block":  func(c *course) { c.blockArrived(8192, 8192, c.now) },
		"by a larger block": func(c *course) { c.blockArrived(9000, 9000, c.now) },
	} {
		t.Run(name, func(t *testing.T) {
			c := newCourse(t, 9000, true)
			c.ownerSeen = true
			c.lose(maxLostSpans)
			require.NotEmpty(t, c.probes(answer/2))
			end(c)
			require.Equal(t, 8192, c.size())
			require.Empty(t, c.probes(time.Hour))
			require.False(t, c.blackHole(answer, c.now))
		})
	}
}

// TestSlowOwnerIsNoBlackHole checks that a span which is lost before it could have crossed a slow uplink raises no
// doubt.
func TestSlowOwnerIsNoBlackHole(t *testing.T) {
	c := newCourse(t, 9000, true)
	sent := c.now
	lose := func() {
		c.spanLost(&congestion.SentSpan{BlockSize: 8192, Blocks: 1, Span: messages.Span{Mask: 1}, SentAt: sent},
			time.Second, c.now)
	}
	for range 10 * maxLostSpans {
		lose()
	}
	require.Empty(t, c.probes(time.Second-1))
	lose()
	require.Empty(t, c.probes(1))
	lose()
	require.NotEmpty(t, c.probes(0), "no block came for long enough")
}

func TestLossesThatRaiseNoDoubt(t *testing.T) {
	for name, happens := range map[string]func(c *course){
		"smaller blocks are lost": func(c *course) { c.loseOne(1400, 1) },
		"parts of spans are lost": func(c *course) { c.loseOne(8192, 2) },
		"blocks come between":     func(c *course) { c.lose(maxLostSpans - 1); c.blockArrived(8192, 8192, c.now) },
	} {
		t.Run(name, func(t *testing.T) {
			c := newCourse(t, 9000, true)
			for range 10 * maxLostSpans {
				happens(c)
			}
			require.Empty(t, c.probes(time.Hour))
		})
	}
	t.Run("but the short block at the end shows nothing", func(t *testing.T) {
		c := newCourse(t, 9000, true)
		for range maxLostSpans {
			c.lose(1)
			c.blockArrived(8192, 100, c.now)
			c.blockArrived(1400, 1400, c.now)
		}
		require.NotEmpty(t, c.probes(0))
	})
	t.Run("just after a probe was answered", func(t *testing.T) {
		c := newCourse(t, 9000, true)
		c.lose(maxLostSpans)
		require.NotEmpty(t, c.probes(0))
		c.probeAnswered(c.now)
		c.lose(10 * maxLostSpans)
		require.Empty(t, c.probes(trustedFor))
		c.lose(1)
		require.NotEmpty(t, c.probes(0))
	})
	t.Run("where nothing smaller is left", func(t *testing.T) {
		c := newCourse(t, 100, false)
		require.Equal(t, minPayload, c.size())
		c.lose(10 * maxLostSpans)
		require.Empty(t, c.probes(time.Hour))
	})
}

func TestShrink(t *testing.T) {
	c := newCourse(t, 9000, true)
	require.True(t, c.shrink(8192, c.now))
	require.Equal(t, 1400, c.size())
	require.True(t, c.shrink(8192, c.now), "the second refusal of one size")
	require.Equal(t, 1400, c.size())
	require.True(t, c.shrink(1400, c.now))
	require.Equal(t, 1152, c.size())
	require.False(t, c.shrink(1152, c.now))
	require.Equal(t, 1152, c.size())

	grown := newCourse(t, 9000, true)
	require.True(t, grown.shrink(1400, grown.now), "a stream that was opened before the path was known")
	require.Equal(t, 1152, grown.size())
}
