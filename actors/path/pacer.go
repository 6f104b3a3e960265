package path

import "time"

// paceSlack is how far behind its pace a path may be and catch up at once: timers ring no finer than a millisecond.
const paceSlack = 2 * time.Millisecond

// pacer spreads requests over time. While answers come steadily they bring the requests about, one for one; after a gap
// the whole window would be asked for at once, and its answers would be a flood.
type pacer struct {
	next time.Time // when more may be asked for
	held bool      // something waits for it
}

func (p *pacer) ready(now time.Time) bool { return !p.next.After(now) }

// asked notes that so many bytes were asked for; rate is in bytes per second, 0 for no pace.
func (p *pacer) asked(bytes int, rate float64, now time.Time) {
	if rate <= 0 {
		return
	}
	if earliest := now.Add(-paceSlack); p.next.Before(earliest) {
		p.next = earliest
	}
	p.next = p.next.Add(time.Duration(float64(bytes) / rate * float64(time.Second)))
}
