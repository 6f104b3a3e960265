package path

import (
	"time"

	"swarm/actors/port"
)

const (
	// silenceLimit is how long an owner may owe its first answer.
	silenceLimit = 3 * time.Second
	// flightSilenceLimit is how long an owner that was answering may owe blocks, unless the round trip is very long: by
	// then several probes went unanswered, and the work is better given to somebody else.
	flightSilenceLimit = time.Second
	// leastKnocks is how often an owner that owes blocks must have been said Hello in vain before it counts as silent: the
	// edge of one that is only slow answers at once, and on a machine that is too busy, time alone says little.
	leastKnocks = 2
	// oversleep is how late a timer must ring to show that this process did not get to run.
	oversleep = 100 * time.Millisecond
	// busyLimit is for how long an owner that lives may send nothing before it is taken for stuck: one that serves hundreds
	// of receivers over a slow uplink comes to each of them that seldom.
	busyLimit = 30 * time.Second
	// idleLimit is how long a path stays open with nothing to do.
	idleLimit = 60 * time.Second
)

// wake is the one timer of a path. It may ring early; what is due is decided when it does.
type wake struct {
	timer port.Timer
	at    time.Time
	turn  uint64 // of the timer that is set; older ones are stale
}

type wakeDue struct {
	of   *Actor
	turn uint64
}

func (w *wake) stop() {
	if w.timer != nil {
		w.timer.Stop()
		w.timer = nil
	}
}

// arm sets the timer for the earliest thing to come, unless it rings by then anyway.
func (a *Actor) arm(ctx port.Context, now time.Time) {
	next := a.next(now)
	if a.wake.timer != nil && !next.Before(a.wake.at) {
		return
	}
	a.wake.stop()
	a.wake.turn++
	a.wake.at = next
	a.wake.timer = a.ports.Clock.After(max(next.Sub(now), time.Millisecond), ctx.Self(), &wakeDue{of: a, turn: a.wake.turn})
}

// next is when the path must look again if nothing arrives.
func (a *Actor) next(now time.Time) time.Time {
	next := a.used.Add(idleLimit)
	if !a.idle() {
		next = now.Add(idleLimit) // what is still wanted keeps the path open, however long it was not used
	}
	sooner := func(at time.Time) {
		if at.Before(next) {
			next = at
		}
	}
	if !a.waiting.IsZero() && a.asked() {
		sooner(a.waiting.Add(a.patience()))
	}
	if !a.ticket.valid {
		sooner(a.ticket.again())
		return next
	}
	for _, inquiry := range a.inquiries {
		sooner(inquiry.said.Add(a.rtt.probeAfter()))
	}
	for _, receipt := range a.receipts {
		sooner(receipt.said.Add(a.rtt.probeAfter()))
	}
	if at, due := a.meter.heldDue(); due {
		sooner(at)
	}
	if a.pace.held {
		sooner(a.pace.next)
	}
	if !a.flight.empty() {
		sooner(a.flight.probeAt(a.rtt.blocksAfter()))
	}
	if due := a.discovery.due(a.echoAfter()); !due.IsZero() {
		sooner(due)
	}
	return next
}

// patience is how long the owner may owe an answer.
func (a *Actor) patience() time.Duration {
	if a.flight.empty() || !a.rtt.known() {
		return silenceLimit
	}
	return max(flightSilenceLimit, 8*a.rtt.probeAfter())
}

// asked tells whether the owner, that owes something, was asked often enough in vain to count as silent in time.
func (a *Actor) asked() bool {
	return a.flight.empty() || a.knocks >= leastKnocks
}

func (a *Actor) woken(ctx port.Context, due *wakeDue) {
	if due.of != a || due.turn != a.wake.turn {
		return
	}
	a.wake.timer = nil
	now := a.ports.Clock.Now()
	if overslept := now.Sub(a.wake.at); overslept >= oversleep && !a.waiting.IsZero() {
		a.waiting = a.waiting.Add(overslept) // this process had no time to listen: the owner is not to blame
	}
	switch {
	case !a.waiting.IsZero() && now.Sub(a.waiting) >= a.patience() && a.asked():
		a.silent(ctx)
		return
	case a.idle() && now.Sub(a.used) >= idleLimit:
		ctx.Stop(ctx.Self())
		return
	case !a.ticket.valid && !now.Before(a.ticket.again()):
		a.greet(now)
	case !a.flight.empty() && !now.Before(a.flight.probeAt(a.rtt.blocksAfter())):
		a.probe(now)
		if a.flight.probes > 1 {
			a.knock(now)
		}
	}
	a.look(ctx, now)
}

// busy tells whether the owner can be expected to come to everything that was asked of it.
func (a *Actor) busy(now time.Time) bool {
	return !a.flight.empty() && now.Sub(a.flight.stamp) < busyLimit
}

func (a *Actor) idle() bool {
	return len(a.inquiries) == 0 && len(a.fetches) == 0 && len(a.receipts) == 0
}
