package emulator

import (
	"math/rand/v2"
	"time"
)

// Shape describes one direction of a path.
type Shape struct {
	RateBitsPerSec float64       // 0 means no limit and no queue
	Delay          time.Duration // one way
	QueueBytes     int           // maximum length of the queue, without the packet that is being sent
	Loss           float64       // probability that a packet is lost before the queue, 0 to 1
}

// Fate is what happens to a packet.
type Fate uint8

const (
	Carried Fate = iota
	Lost         // lost at random
	Dropped      // dropped because the queue was full
)

// link computes the fate of packets. It reads no clock: its callers pass the time since an epoch, which never
// decreases.
type link struct {
	shape  Shape
	random *rand.Rand
	idleAt time.Duration // when the last packet in the queue will have been sent
}

func newLink(shape Shape, seed uint64) *link {
	return &link{shape: shape, random: rand.New(rand.NewPCG(seed, 0))}
}

// admit decides the fate of a packet that enters the link now, and returns when the packet arrives at the other end.
func (l *link) admit(now time.Duration, bytes int) (time.Duration, Fate) {
	if l.shape.Loss > 0 && l.random.Float64() < l.shape.Loss {
		return 0, Lost
	}
	if l.shape.RateBitsPerSec <= 0 {
		return now + l.shape.Delay, Carried
	}
	start := max(l.idleAt, now)
	waiting := (start - now).Seconds() * l.shape.RateBitsPerSec / 8
	// An empty queue accepts any packet, even if QueueBytes is smaller.
	if waiting > 0 && int(waiting)+bytes > l.shape.QueueBytes {
		return 0, Dropped
	}
	l.idleAt = start + time.Duration(float64(bytes)*8/l.shape.RateBitsPerSec*float64(time.Second))
	return l.idleAt + l.shape.Delay, Carried
}
