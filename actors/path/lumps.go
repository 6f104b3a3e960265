package path

import "time"

// mostLump bounds what lumps add to the window, as a share of what the path holds.
const mostLump = 0.5

// lumps watches for data that comes late and much at once: a link that gathers packets, or a receiver that was busy with
// something else. As much more must be in flight, or the path runs empty meanwhile (draft-ietf-ccwg-bbr, extra_acked).
type lumps struct {
	most  rates     // by round trip: bytes beyond what the rate explains
	since time.Time // when what came was last no more than the rate explains
	bytes float64   // came since then

	halved int // how often what lumps add was halved; invariant: 0 to mostHalved
	calm   int // rounds since a full queue lost something
}

// mostHalved bounds how often what lumps add is halved: a thirty-second part is none.
const mostHalved = 4

// turn ends a round trip; lossy tells whether a full queue lost something in it. Then there is less room on the path than
// its lumps seem to need, and they add half as much, until a cycle has passed without such a loss.
func (l *lumps) turn(lossy bool) {
	l.most.turn()
	if l.calm++; lossy {
		l.halved, l.calm = min(l.halved+1, mostHalved), 0
	} else if l.calm >= cycleRounds {
		l.halved, l.calm = max(l.halved-1, 0), 0
	}
}

// extra is what lumps add to the window of a path that holds so much.
func (l *lumps) extra(holds float64) float64 {
	return min(l.most.highest(), mostLump*holds/float64(int(1)<<l.halved))
}

// landed notes bytes that came; rate is the path's, in bytes per second, and holds what it holds, in bytes.
func (l *lumps) landed(bytes int, rate, holds float64, now time.Time) {
	explained := rate * now.Sub(l.since).Seconds()
	if l.bytes <= explained {
		l.since, l.bytes, explained = now, 0, 0
	}
	l.bytes += float64(bytes)
	l.most.add(min(l.bytes-explained, mostLump*holds))
}
