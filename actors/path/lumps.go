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
