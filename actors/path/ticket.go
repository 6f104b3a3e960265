package path

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// firstHelloWait is how long the first Hello waits for an answer; each further wait is half as long again. If a
	// path loses two of five datagrams, about one in three exchanges succeeds, and silenceLimit allows seven. A Hello
	// is 1,200 bytes: ten a second to each owner would fill a slow uplink and never be answered.
	firstHelloWait = 100 * time.Millisecond
	// maxHelloWait is the longest such wait.
	maxHelloWait = time.Second
	// cautiousHelloWait is the wait between the Hellos to an address where nothing answered the last time.
	cautiousHelloWait = time.Second
	// knownTries is of how many Hellos the times are kept. Each has a nonce of its own, so that an answer shows the
	// round trip even on a path where the first answer comes after the second Hello.
	knownTries = 8
	// minRenewal is the time between two refusals of a ticket that make this node send Hello. A ticket is valid for
	// minutes, so that an owner that refuses more often wants datagrams of 1,200 bytes, not tickets.
	minRenewal = time.Second
)

// ticket is what the owner gave this node to show with each request.
type ticket struct {
	valid       bool
	value       messages.Ticket
	nonce       uint64 // the Hellos that are not answered yet have the nonces that follow this one; 0: there are none
	helloSentAt time.Time
	tries       int                   // how many such Hellos were sent
	sentAt      [knownTries]time.Time // when the last of them were sent, a ring
	renewedAt   time.Time             // when a refusal last made this node ask for a new ticket
}

// tryOf returns when the Hello with a nonce was sent, which is the zero time if that was many tries ago. ok is false if
// no Hello waits for an answer with this nonce.
func (t *ticket) tryOf(nonce uint64) (sentAt time.Time, ok bool) {
	try := nonce - t.nonce
	if t.nonce == 0 || try == 0 || try > uint64(t.tries) {
		return time.Time{}, false
	}
	if uint64(t.tries)-try < knownTries {
		sentAt = t.sentAt[try%knownTries]
	}
	return sentAt, true
}

// mayRenew reports whether a refusal of the ticket makes this node ask for a new one.
func (t *ticket) mayRenew(now time.Time) bool {
	return t.valid && now.Sub(t.helloSentAt) >= firstHelloWait && now.Sub(t.renewedAt) >= minRenewal
}

// retryAt returns when Hello may be sent again.
func (t *ticket) retryAt(cautious bool) time.Time {
	wait := firstHelloWait
	if cautious {
		wait = cautiousHelloWait
	}
	for try := 1; try < t.tries && wait < maxHelloWait; try++ {
		wait += wait / 2
	}
	return t.helloSentAt.Add(min(wait, maxHelloWait))
}

// greet discards the ticket and sends Hello. Nothing else is sent until it is answered.
func (a *Actor) greet(now time.Time) {
	a.ticket.valid = false
	a.congestion.ResetPacing()
	a.expectAnswer(now)
	a.sendHello(now)
}

// sendHello asks for a ticket. With a valid ticket it only finds out whether the owner is alive: the owner's edge
// answers at once, however long its queue of blocks is.
func (a *Actor) sendHello(now time.Time) {
	t := &a.ticket
	if t.nonce == 0 {
		t.nonce, t.tries = a.ports.Rand.Uint64(), 0
	}
	t.helloSentAt = now
	t.tries++
	t.sentAt[t.tries%knownTries] = now
	a.unansweredHellos++
	a.ports.Network.Send(a.owner, &messages.Hello{Nonce: t.nonce + uint64(t.tries)})
}

// welcome takes the ticket of a Welcome that answers this node's Hello.
func (a *Actor) welcome(ctx port.Context, welcome *messages.Welcome, now time.Time) {
	t := &a.ticket
	sentAt, ok := t.tryOf(welcome.Nonce)
	if !ok {
		return
	}
	// With a valid ticket, Hello was sent because blocks are late, and its round trip does not show how long blocks
	// take.
	if !t.valid && !sentAt.IsZero() {
		a.congestion.Measured(now.Sub(sentAt), now)
	}
	t.valid, t.value, t.nonce = true, welcome.Ticket, 0
	if !a.greeted {
		a.greeted, a.cautious = true, false
		ctx.Send(ctx.Parent(), &port.PathGreeted{Owner: a.owner})
	}
}
