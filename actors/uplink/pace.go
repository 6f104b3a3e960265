package uplink

import "time"

// pace measures how fast the uplink drains, to tell receivers how long the queue is.
type pace struct {
	since time.Time
	bytes int     // left since then
	rate  float64 // bytes per second; 0 until known
}

// paceWindow is how much time one sample covers.
const paceWindow = 50 * time.Millisecond

func (p *pace) left(bytes int, now time.Time) {
	if p.since.IsZero() {
		p.since = now
	}
	p.bytes += bytes
	if passed := now.Sub(p.since); passed >= paceWindow {
		sample := float64(p.bytes) / passed.Seconds()
		if p.rate == 0 {
			p.rate = sample
		}
		p.rate += (sample - p.rate) / 4
		p.since, p.bytes = now, 0
	}
}

// milliseconds tells how long so many bytes take to leave, 255 at most.
func (p *pace) milliseconds(bytes int) uint8 {
	if p.rate == 0 {
		return 0
	}
	return uint8(min(float64(bytes)/p.rate*1000, 255))
}
