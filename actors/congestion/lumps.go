package congestion

import "time"

// maxLumpShare bounds what lumps add to the window, as a share of what the path holds.
const maxLumpShare = 0.5

// maxHalvings bounds how often the addition for lumps is halved: after four it is a thirty-second of what the path
// holds at most.
const maxHalvings = 4

// lumps measures aggregation: data that arrives late and then much at once, because a link gathers packets (Wi-Fi) or
// the receiver was busy. That much more must be in flight, or the path runs empty while the next lump gathers
// (draft-ietf-ccwg-bbr, extra_acked).
type lumps struct {
	largest maxByRound // bytes that arrived beyond what the rate explains
	since   time.Time  // when arrivals were last no more than the rate explains
	bytes   float64    // arrived since then

	halvings   int // how often the addition to the window was halved; invariant: 0 to maxHalvings
	calmRounds int // since a full queue lost something
}

// endRound ends a round trip; queueLoss reports whether a full queue lost data in it. If it did, the path has less
// space than its lumps seem to need, and they add half as much until a cycle has passed without such a loss.
func (l *lumps) endRound(queueLoss bool) {
	l.largest.endRound()
	if l.calmRounds++; queueLoss {
		l.halvings, l.calmRounds = min(l.halvings+1, maxHalvings), 0
	} else if l.calmRounds >= cycleRounds {
		l.halvings, l.calmRounds = max(l.halvings-1, 0), 0
	}
}

// extra returns how many bytes lumps add to the window of a path that holds so many bytes.
func (l *lumps) extra(holds float64) float64 {
	return min(l.largest.highest(), maxLumpShare*holds/float64(int(1)<<l.halvings))
}

// arrived counts bytes that arrived. rate is the path's, in bytes per second, and holds what the path holds, in bytes.
func (l *lumps) arrived(bytes int, rate, holds float64, now time.Time) {
	explained := rate * now.Sub(l.since).Seconds()
	if l.bytes <= explained {
		l.since, l.bytes, explained = now, 0, 0
	}
	l.bytes += float64(bytes)
	l.largest.add(min(l.bytes-explained, maxLumpShare*holds))
}
