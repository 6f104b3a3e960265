package uplink

import "time"

const (
	// sampleTime is the busy time that one sample of the rate covers.
	sampleTime = 50 * time.Millisecond
	// edgeTime is how long the edge is kept busy by what it holds. What the edge holds can no longer be shared anew or
	// taken back, so a slow uplink hands over little.
	edgeTime = 50 * time.Millisecond
	// firstEdgeBytes is what the edge gets before the rate is known: about one full span.
	firstEdgeBytes = 64 << 10
	// minEdgeBytes and maxEdgeBytes bound what the edge holds. The maximum keeps a fast socket busy between two turns
	// of this actor; the minimum is a few blocks.
	minEdgeBytes = 16 << 10
	maxEdgeBytes = 768 << 10
	// batchesInEdge is into how many calls of Serve that is divided, so that the next is ready before the last is done.
	batchesInEdge = 3
	// turnTime is how long a receiver's turn lasts, unless that is less than minTurnBytes, about one block.
	turnTime     = 20 * time.Millisecond
	minTurnBytes = 1 << 10
)

// meter measures how fast the uplink sends while it has something to send. Receivers are told how long the queue is,
// and the edge gets as much as keeps it busy.
type meter struct {
	since time.Time     // when the edge was last known to be busy
	busy  time.Duration // of the current sample
	bytes int           // sent in it
	rate  float64       // bytes per second, smoothed; 0 until known
}

// begin notes that the edge, which was idle, has something to send.
func (m *meter) begin(now time.Time) { m.since = now }

// add notes that so many bytes were sent since the last call of begin or add.
func (m *meter) add(bytes int, now time.Time) {
	m.bytes += bytes
	m.busy += now.Sub(m.since)
	m.since = now
	if m.busy < sampleTime {
		return
	}
	sample := float64(m.bytes) / m.busy.Seconds()
	if m.rate == 0 {
		m.rate = sample
	}
	m.rate += (sample - m.rate) / 4
	m.busy, m.bytes = 0, 0
}

// edgeBytes returns how many bytes the edge should hold.
func (m *meter) edgeBytes() int {
	if m.rate == 0 {
		return firstEdgeBytes
	}
	return int(min(max(m.rate*edgeTime.Seconds(), minEdgeBytes), maxEdgeBytes))
}

// milliseconds returns how long sending so many bytes takes, at most 255.
func (m *meter) milliseconds(bytes int) uint8 {
	if m.rate == 0 {
		return 0
	}
	return uint8(min(float64(bytes)/m.rate*1000, 255))
}

// turnBytes returns the length of a receiver's turn. It is short on a slow uplink, so that each receiver has many turns
// a second.
func (m *meter) turnBytes() int {
	if m.rate == 0 {
		return maxTurnBytes
	}
	return int(min(max(m.rate*turnTime.Seconds(), minTurnBytes), maxTurnBytes))
}
