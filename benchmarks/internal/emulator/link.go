package emulator

import (
	"math/rand/v2"
	"time"
)

// Shape is what one direction of a path does to packets.
type Shape struct {
	RateBitsPerSec float64       // 0: no limit, and no queue
	Delay          time.Duration // one way
	QueueBytes     int           // behind the packet that is being sent
	Loss           float64       // 0 to 1: lost at random, before the queue
}

// Fate is what becomes of a packet.
type Fate uint8

const (
	Carried Fate = iota
	Lost         // at random
	Dropped      // the queue was full
)

// link reckons the fate of packets, in time since an epoch. It is pure: times come from its caller, and never go back.
type link struct {
	shape  Shape
	random *rand.Rand
	free   time.Duration // when the last packet that was taken will have been sent
}

func newLink(shape Shape, seed uint64) *link {
	return &link{shape: shape, random: rand.New(rand.NewPCG(seed, 0))}
}

// admit takes a packet of some bytes at a time, and says when it arrives at the other end.
func (l *link) admit(now time.Duration, bytes int) (time.Duration, Fate) {
	if l.shape.Loss > 0 && l.random.Float64() < l.shape.Loss {
		return 0, Lost
	}
	if l.shape.RateBitsPerSec <= 0 {
		return now + l.shape.Delay, Carried
	}
	start := max(l.free, now)
	waiting := (start - now).Seconds() * l.shape.RateBitsPerSec / 8
	// A queue always has room for a packet when nothing waits, however small it is.
	if waiting > 0 && int(waiting)+bytes > l.shape.QueueBytes {
		return 0, Dropped
	}
	l.free = start + time.Duration(float64(bytes)*8/l.shape.RateBitsPerSec*float64(time.Second))
	return l.free + l.shape.Delay, Carried
}
