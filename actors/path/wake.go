package path

import (
	"time"

	"swarm/actors/port"
)

const (
	// silenceLimit is how long an owner that nothing is in flight from, or whose round trip is unknown, may leave a
	// question unanswered.
	silenceLimit = 3 * time.Second
	// flightSilenceLimit is how long an owner may send no blocks that are in flight, unless the round trip is very
	// long. By then several probes went unanswered, and another owner should get the work.
	flightSilenceLimit = time.Second
	// minHellos is how many Hellos must go unanswered before an owner with blocks in flight counts as silent. The edge
	// of an owner that is only slow answers at once, and on a machine that is too busy, time alone shows little.
	minHellos = 2
	// oversleepLimit is how late a timer must fire to show that this process did not get to run.
	oversleepLimit = 100 * time.Millisecond
	// stuckLimit is how long an owner that answers Hello may send no blocks before it counts as stuck. An owner that
	// serves hundreds of receivers over a slow uplink reaches each of them that seldom.
	stuckLimit = 30 * time.Second
	// idleLimit is how long a path with nothing to do stays open.
	idleLimit = 60 * time.Second
)

// wake is the one timer of a path. It may fire early; what is due is decided when it fires.
type wake struct {
	timer port.Timer
	at    time.Time
	id    uint64 // of the timer that is set; a wakeDue with another one is stale
}

// wakeDue says that the timer has fired.
type wakeDue struct {
	actor *Actor // the incarnation that set the timer
	id    uint64
}

// stop stops the timer.
func (w *wake) stop() {
	if w.timer != nil {
		w.timer.Stop()
		w.timer = nil
	}
}

// setTimer sets the timer for the next thing that is due, unless it fires before that anyway.
func (a *Actor) setTimer(ctx port.Context, now time.Time) {
	next, w := a.nextDue(now), &a.wake
	if w.timer != nil && !next.Before(w.at) {
		return
	}
	w.stop()
	w.id++
	w.at = next
	w.timer = a.ports.Clock.After(max(next.Sub(now), time.Millisecond), ctx.Self(), &wakeDue{actor: a, id: w.id})
}

// nextDue returns when the path must act if nothing arrives.
func (a *Actor) nextDue(now time.Time) time.Time {
	next := a.lastUsed.Add(idleLimit)
	if !a.idle() {
		next = now.Add(idleLimit) // a path that is wanted stays open, however long ago it was used
	}
	sooner := func(at time.Time) {
		if at.Before(next) {
			next = at
		}
	}
	if !a.waitingSince.IsZero() && a.askedEnough() {
		sooner(a.waitingSince.Add(a.patience()))
	}
	if !a.ticket.valid {
		sooner(a.ticket.retryAt(a.cautious))
		return next
	}
	for _, inquiry := range a.inquiries {
		sooner(inquiry.sentAt.Add(a.congestion.AnswerTimeout()))
	}
	for _, receipt := range a.receipts {
		sooner(receipt.sentAt.Add(a.congestion.AnswerTimeout()))
	}
	if at, due := a.meter.reportAt(); due {
		sooner(at)
	}
	if a.paced {
		sooner(a.congestion.NextAskAt())
	}
	if !a.congestion.Empty() {
		sooner(a.congestion.ProbeTimeoutAt())
	}
	if due := a.discovery.dueAt(a.echoTimeout()); !due.IsZero() {
		sooner(due)
	}
	return next
}

// patience returns how long the owner may leave a question unanswered.
func (a *Actor) patience() time.Duration {
	if a.congestion.Empty() || a.congestion.RoundTrip() == 0 {
		return silenceLimit
	}
	return max(flightSilenceLimit, 8*a.congestion.AnswerTimeout())
}

// askedEnough reports whether the owner was asked often enough to count as silent when patience has run out.
func (a *Actor) askedEnough() bool {
	return a.congestion.Empty() || a.unansweredHellos >= minHellos
}

// onWake does what is due when the timer fires.
func (a *Actor) onWake(ctx port.Context, due *wakeDue) {
	w := &a.wake
	if due.actor != a || due.id != w.id {
		return
	}
	w.timer = nil
	now := a.ports.Clock.Now()
	if late := now.Sub(w.at); late >= oversleepLimit && !a.waitingSince.IsZero() {
		a.waitingSince = a.waitingSince.Add(late) // this process did not run: that is not the owner's silence
	}
	switch {
	case !a.waitingSince.IsZero() && now.Sub(a.waitingSince) >= a.patience() && a.askedEnough():
		a.endSilent(ctx)
		return
	case a.idle() && now.Sub(a.lastUsed) >= idleLimit:
		ctx.Stop(ctx.Self())
		return
	case !a.ticket.valid && !now.Before(a.ticket.retryAt(a.cautious)):
		a.greet(now)
	case !a.congestion.Empty() && !now.Before(a.congestion.ProbeTimeoutAt()):
		a.probe(now)
	}
	a.advance(ctx, now)
}

// ownerBusy reports whether blocks are in flight and the owner is not stuck: it will come to all that it was asked for.
func (a *Actor) ownerBusy(now time.Time) bool {
	return !a.congestion.Empty() && now.Sub(a.congestion.LastArrival()) < stuckLimit
}

// idle reports whether nobody wants anything of the owner.
func (a *Actor) idle() bool {
	return len(a.inquiries) == 0 && len(a.fetches) == 0 && len(a.receipts) == 0
}
