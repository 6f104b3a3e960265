package download

import (
	"time"

	"swarm/actors/port"
)

const (
	// minFailureDelay and maxFailureDelay bound the back-off of an owner that failed.
	minFailureDelay = 500 * time.Millisecond
	maxFailureDelay = 30 * time.Second
	// maxStrikes is how many wrong pieces an owner may send before it is dropped for good. The first may be an accident
	// of its disk or of the path.
	maxStrikes = 2
)

// contactState is how far this node is with an owner.
type contactState uint8

const (
	ownerResting contactState = iota // not in use: not yet, or not now
	ownerOpening                     // the peer was asked for the path
	ownerAsking                      // the owner was asked what it has, and has not answered yet
	ownerReady                       // it has told what it has
	ownerDropped                     // never asked again
)

// contact is the state of the conversation with an owner.
type contact struct {
	state     contactState
	path      port.PID  // nil: none is open
	usedSince time.Time // when the owner was last taken into use; zero: never
	inquired  time.Time // when it was last asked what it has
	lastHeard time.Time // when it last told what it has, or a piece from it was verified
	failures  backOff   // the owner is not taken into use during the wait
	strikes   int       // pieces from it that were wrong
}

// active reports whether the owner is in use.
func (c *contact) active() bool {
	return c.state == ownerOpening || c.state == ownerAsking || c.state == ownerReady
}

// ready reports whether the owner is in use and has told what it has.
func (c *contact) ready() bool { return c.state == ownerReady }

// strike counts a piece from the owner that was wrong. It reports whether the owner is now to be dropped.
func (c *contact) strike() bool {
	c.strikes++
	return c.strikes >= maxStrikes && c.state != ownerDropped
}

// usable reports whether the owner, which is not in use, may be taken into use.
func (c *contact) usable(now time.Time) bool {
	return c.state == ownerResting && !c.failures.waiting(now)
}

// open takes the owner into use: its path is asked for.
func (c *contact) open(now time.Time) { c.state, c.usedSince = ownerOpening, now }

// rest takes the owner out of use after a failure, each time for longer.
func (c *contact) rest(now time.Time) {
	c.state = ownerResting
	c.failures.start(now, c.failures.next(minFailureDelay, maxFailureDelay))
}

// makeWay takes the owner out of use for a while in favour of another one. It is no failure.
func (c *contact) makeWay(until time.Time) {
	c.state = ownerResting
	c.failures.waitUntil(until)
}

// resume takes an owner that has made way back into use.
func (c *contact) resume() {
	if c.state == ownerResting && !c.failures.failing() && c.path != nil {
		c.state = ownerReady
	}
}
