package download

import (
	"time"

	"swarm/actors/port"
)

const (
	// minFailureDelay and maxFailureDelay bound the back-off of an owner that failed.
	minFailureDelay = 500 * time.Millisecond
	maxFailureDelay = 30 * time.Second
	// maxSilentDelay bounds the back-off of an owner that has never answered: anybody can invent any number of those.
	maxSilentDelay = 2 * time.Minute
)

// contactState is how far this node is with an owner.
type contactState uint8

const (
	ownerResting contactState = iota // not in use: not yet, or not now
	ownerOpening                     // the peer was asked for the path
	ownerAsking                      // the owner was asked what it has, and has not answered yet
	ownerReady                       // it has told what it has
	ownerDropped                     // not asked until it is given another chance
)

// contact is the state of the conversation with an owner.
type contact struct {
	state     contactState
	path      port.PID  // nil: none is open
	usedSince time.Time // when the owner was last taken into use; zero: never
	inquired  time.Time // when it was last asked what it has
	lastHeard time.Time // when it last told what it has, or a piece from it was verified
	failures  backOff   // the owner is not taken into use during the wait
	replied   bool      // it has answered since it became known
	silences  int       // how often it did not answer; only while it has never answered
	reported  int       // how many silences the tracker was told of
}

// active reports whether the owner is in use.
func (c *contact) active() bool {
	return c.state == ownerOpening || c.state == ownerAsking || c.state == ownerReady
}

// ready reports whether the owner is in use and has told what it has.
func (c *contact) ready() bool { return c.state == ownerReady }

// noteReply notes that the owner has answered.
func (c *contact) noteReply() { c.replied, c.silences, c.reported = true, 0, 0 }

// noteSilence notes that the owner did not answer.
func (c *contact) noteSilence() {
	if !c.replied {
		c.silences++
	}
}

// isSilent reports whether the owner was asked and has never answered.
func (c *contact) isSilent() bool { return c.silences > 0 }

// usable reports whether the owner, which is not in use, may be taken into use.
func (c *contact) usable(now time.Time) bool {
	return c.state == ownerResting && !c.failures.waiting(now)
}

// open takes the owner into use: its path is asked for.
func (c *contact) open(now time.Time) { c.state, c.usedSince = ownerOpening, now }

// rest takes the owner out of use after a failure, each time for longer.
func (c *contact) rest(now time.Time) {
	c.state = ownerResting
	longest := maxFailureDelay
	if c.isSilent() {
		longest = maxSilentDelay
	}
	c.failures.start(now, c.failures.next(minFailureDelay, longest))
}

// tryAgain lets an owner that was dropped be used again.
func (c *contact) tryAgain() {
	c.state = ownerResting
	c.failures.waitUntil(time.Time{})
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
