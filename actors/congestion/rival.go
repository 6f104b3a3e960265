package congestion

import (
	"math"
	"time"

	"swarm/messages"
)

const (
	// A rival is another flow that keeps the bottleneck's queue standing, which this path's own cycle would empty.
	// There is one when the shortest round trips of the rounds exceed the path's own, on average, by more than
	// rivalEnters of it; below rivalLeaves there is none any more.
	rivalEnters = 0.6
	rivalLeaves = 0.3
	// minStanding is the shortest queue that counts as a rival's: timers and batches alone make a millisecond or two.
	minStanding = 8 * time.Millisecond

	// cubicBeta is what remains of the window after a loss (RFC 9438, section 4.6).
	cubicBeta = 0.7
	// cubicScale is the constant C, 0.4 segments per cubic second (RFC 9438, section 4.1), in bytes per cubic second.
	cubicScale = 0.4 * messages.EthernetSegment
)

// rival is the window beside a flow that, like TCP with CUBIC, fills the queue until it overflows. Beside such a flow a
// window that follows the model alone takes nearly everything or yields nearly everything, depending on a few percent
// of gain. A window that obeys the same law, RFC 9438, shares fairly.
type rival struct {
	active   bool
	bytes    float64   // the window
	atLoss   float64   // the window when it last lost something, W_max
	reno     float64   // what the window would be under Reno's law (RFC 9438, section 4.3)
	lastLoss time.Time // when it last lost something
}

// present reports whether the window shares the queue with a rival now.
func (r *rival) present() bool { return r.active }

// enter begins to share with a rival that was just noticed, with the window the path has.
func (r *rival) enter(bytes float64, now time.Time) {
	*r = rival{active: true, bytes: bytes, atLoss: bytes, reno: bytes, lastLoss: now}
	r.lastLoss = now.Add(-r.plateau()) // the window is as large as at the loss: the plateau is reached
}

// leave ends the sharing.
func (r *rival) leave() { r.active = false }

// plateau returns how long after a loss the window is again what it was, K of RFC 9438.
func (r *rival) plateau() time.Duration {
	return time.Duration(math.Cbrt(r.atLoss*(1-cubicBeta)/cubicScale) * float64(time.Second))
}

// grow returns the window after so many bytes have arrived.
func (r *rival) grow(arrivedBytes int, now time.Time) float64 {
	t := (now.Sub(r.lastLoss) - r.plateau()).Seconds()
	target := cubicScale*t*t*t + r.atLoss
	const renoShare = 3 * (1 - cubicBeta) / (1 + cubicBeta)
	r.reno += renoShare * messages.EthernetSegment * float64(arrivedBytes) / r.reno
	// At most half as much again within a round trip (RFC 9438, section 4.2).
	r.bytes = max(r.bytes, min(max(target, r.reno), r.bytes+float64(arrivedBytes)/2))
	return r.bytes
}

// shrink reduces the window after a round trip in which the full queue lost something.
func (r *rival) shrink(now time.Time) {
	r.atLoss, r.lastLoss = r.bytes, now
	r.bytes = max(r.bytes*cubicBeta, minWindow)
	r.reno = r.bytes
}
