package path

import (
	"math"
	"time"
)

const (
	// A rival is somebody else who keeps the queue of the path standing: this path's own cycle empties it. While the rounds'
	// shortest round trips are on average longer than the path's own by more than rivalEnters of it, there is one; below
	// rivalLeaves there is none any more.
	rivalEnters = 0.6
	rivalLeaves = 0.3
	// leastStanding is what a queue holds at least to be anybody's: timers and batches alone make a millisecond or two.
	leastStanding = 8 * time.Millisecond

	// RFC 9438, sections 4.1 and 4.6: the window that lost something goes on with 0.7 of itself, and grows by the cube of time.
	cubicBeta  = 0.7
	cubicScale = 0.4 * 1448 // bytes per cubic second: C segments of an Ethernet's size
)

// rival is the window beside somebody who, like TCP with CUBIC, fills the queue until it overflows. A window that follows
// the model alone takes nearly all from such a rival or yields nearly all to it, depending on a few percent of gain; one
// that obeys the same law gets its part and leaves the other its own.
type rival struct {
	present bool
	bytes   float64
	most    float64   // when it last lost something
	reno    float64   // what Reno's law would have it be (RFC 9438, section 4.3)
	since   time.Time // when it last lost something
}

func (r *rival) enter(bytes float64, now time.Time) {
	*r = rival{present: true, bytes: bytes, most: bytes, reno: bytes, since: now}
	r.since = now.Add(-r.plateau()) // it is where it was
}

// plateau is how long after a loss the window is again what it was.
func (r *rival) plateau() time.Duration {
	return time.Duration(math.Cbrt(r.most*(1-cubicBeta)/cubicScale) * float64(time.Second))
}

// grown is the window after so many bytes have landed.
func (r *rival) grown(landed int, now time.Time) float64 {
	t := (now.Sub(r.since) - r.plateau()).Seconds()
	target := cubicScale*t*t*t + r.most
	const renoShare = 3 * (1 - cubicBeta) / (1 + cubicBeta)
	r.reno += renoShare * 1448 * float64(landed) / r.reno
	// At most half as much again within a round trip (RFC 9438, section 4.2).
	r.bytes = max(r.bytes, min(max(target, r.reno), r.bytes+float64(landed)/2))
	return r.bytes
}

// lost takes a round in which the full queue dropped something into account.
func (r *rival) lost(now time.Time) {
	r.most, r.since = r.bytes, now
	r.bytes = max(r.bytes*cubicBeta, leastWindow)
	r.reno = r.bytes
}
