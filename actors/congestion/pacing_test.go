package congestion

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPacerSpreadsRequests(t *testing.T) {
	p, now, asked := &pacer{}, begin, 0
	for range 1000 { // a second, seen every millisecond, with no end of work
		for p.ready(now) {
			p.sent(50_000, 25e6, now)
			asked += 50_000
		}
		now = now.Add(time.Millisecond)
	}
	require.InDelta(t, 25e6, asked, 0.01*25e6)
}

func TestPacerCatchesUpNoMoreThanItsSlack(t *testing.T) {
	p := &pacer{}
	p.sent(1, 25e6, begin)
	later, burst := begin.Add(time.Hour), 0
	for p.ready(later) {
		p.sent(1000, 25e6, later)
		burst += 1000
	}
	require.InDelta(t, 25e6*pacingSlack.Seconds(), burst, 2000)
	require.True(t, (&pacer{}).ready(begin))
	p.sent(1<<30, 0, later)
	require.Less(t, p.nextAt.Sub(later), time.Millisecond, "no rate, no pace")
}
