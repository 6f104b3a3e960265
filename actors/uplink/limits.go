package uplink

import (
	"math"
	"time"

	"swarm/actors/budget"
	"swarm/actors/port"
	"swarm/messages"
)

// limits hold back what the upload limits do not allow yet.
type limits struct {
	budget budget.Budget
	now    time.Time // of the current call of pump, while any limit is in force
	timer
	at time.Time // when the timer is due
}

// budgetDue is the timer of limits: the budget allows more to be sent.
type budgetDue struct {
	owner *Actor
	turn  uint64
}

// applyLimits puts the limits of the memory in force.
func (a *Actor) applyLimits(ctx port.Context) {
	a.limits.stop()
	a.limits.budget.Set(a.memory.limits, a.ports.Clock.Now())
	a.pump(ctx)
}

// unlimited is the gate while no limit is in force.
func unlimited(messages.InfoHash) int { return math.MaxInt }

// gate returns the function that says how much of a file may be sent now.
func (l *limits) gate(clock port.Clock) gate {
	if !l.budget.Limited() {
		return unlimited
	}
	l.now = clock.Now()
	return l.available
}

func (l *limits) available(file messages.InfoHash) int { return l.budget.Available(file, l.now) }

func (l *limits) take(taken entry) {
	if l.budget.Limited() {
		l.budget.Take(taken.file, taken.bytes, l.now)
	}
}

// waitForBudget sets the timer for the first instant at which one of the queued files may be sent again.
func (a *Actor) waitForBudget(ctx port.Context) {
	l := &a.limits
	var first time.Time
	for file := range a.queues.files() {
		if opens := l.budget.OpensAt(file, l.now); first.IsZero() || opens.Before(first) {
			first = opens
		}
	}
	if l.running() && !first.Before(l.at) {
		return
	}
	l.stop()
	l.at = first
	l.Timer = a.ports.Clock.After(max(first.Sub(l.now), time.Millisecond), ctx.Self(),
		&budgetDue{owner: a, turn: l.turn})
}

func (a *Actor) budgetDue(ctx port.Context, due *budgetDue) {
	if due.owner == a && a.limits.due(due.turn) {
		a.pump(ctx)
	}
}

// delay returns how long an answer that joins a queue of so many waiting bytes will wait, in milliseconds and at most
// 255: the time that the uplink, or its limits, take for the queue.
func (a *Actor) delay(file messages.InfoHash, waiting int) uint8 {
	delay := a.meter.milliseconds(waiting)
	if !a.limits.budget.Limited() {
		return delay
	}
	limited := a.limits.budget.Duration(waiting, file, a.queues.waiting(file), a.limits.now)
	return max(delay, uint8(min(limited.Milliseconds(), 255)))
}
