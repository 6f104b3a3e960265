package world

import "time"

// incarnation is one life of a host, from its start to its crash or stop. The host's ports refer to it, so that they
// ignore what a dead host's actors still do while they stop.
type incarnation struct {
	hasEnded bool
	endedAt  time.Duration // when it ended; see hasEnded
}

// ended reports whether the host has stopped or crashed. A nil incarnation never ends.
func (i *incarnation) ended() bool { return i != nil && i.hasEnded }

// endedBefore reports whether the incarnation had ended before an instant. What left a host before that is still on
// its way.
func (i *incarnation) endedBefore(at time.Duration) bool { return i.hasEnded && i.endedAt < at }

// end ends the incarnation at an instant.
func (i *incarnation) end(at time.Duration) { i.hasEnded, i.endedAt = true, at }
