package uplink

import "time"

// pace measures how fast the uplink drains while it has something to send, to tell receivers how long the queue is and to
// know how much keeps the edge busy.
type pace struct {
	since time.Time     // when the edge was last known to be busy
	busy  time.Duration // of the current sample
	bytes int           // left in it
	rate  float64       // bytes per second; 0 until known
}

// paceWindow is how much time one sample covers.
const paceWindow = 50 * time.Millisecond

const (
	// turnTime is how long a receiver's turn lasts, where that is not less than a block.
	turnTime = 20 * time.Millisecond
	// leastTurnBytes is what a turn is worth over the slowest uplink: about a block.
	leastTurnBytes = 1 << 10
)

// begin notes that the edge, which was idle, has something to send.
func (p *pace) begin(now time.Time) { p.since = now }

// left notes that so many bytes have left since the edge was last heard of.
func (p *pace) left(bytes int, now time.Time) {
	p.bytes += bytes
	p.busy += now.Sub(p.since)
	p.since = now
	if p.busy < paceWindow {
		return
	}
	sample := float64(p.bytes) / p.busy.Seconds()
	if p.rate == 0 {
		p.rate = sample
	}
	p.rate += (sample - p.rate) / 4
	p.busy, p.bytes = 0, 0
}

// depth is how many bytes the edge should hold: what it sends in depthTime, within limits.
func (p *pace) depth() int {
	if p.rate == 0 {
		return firstDepthBytes
	}
	return int(min(max(p.rate*depthTime.Seconds(), leastDepthBytes), mostDepthBytes))
}

// milliseconds tells how long so many bytes take to leave, 255 at most.
func (p *pace) milliseconds(bytes int) uint8 {
	if p.rate == 0 {
		return 0
	}
	return uint8(min(float64(bytes)/p.rate*1000, 255))
}

// turn is how many bytes a receiver's turn is worth: what leaves in turnTime, so that each comes to its turn many times a
// second over a slow uplink too.
func (p *pace) turn() int {
	if p.rate == 0 {
		return quantumBytes
	}
	return int(min(max(p.rate*turnTime.Seconds(), leastTurnBytes), quantumBytes))
}
