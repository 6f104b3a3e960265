package uplink

import (
	"math"
	"time"

	"swarm/actors/budget"
	"swarm/actors/port"
	"swarm/messages"
)

// limits hold back what must not be sent yet.
type limits struct {
	memory *Memory
	budget budget.Budget
	now    time.Time // of the turn, while anything is limited
	timer  port.Timer
	at     time.Time // when it rings
	turn   uint64    // of the timer that is set; older ones are stale
}

// roomDue says that something that was held back may be sent.
type roomDue struct {
	of   *Actor
	turn uint64
}

// limit puts the limits that are to hold in force.
func (a *Actor) limit(ctx port.Context) {
	a.limits.stop()
	a.limits.budget.Set(a.limits.memory.limits, a.ports.Clock.Now())
	a.pump(ctx)
}

// everything is the gate while nothing is limited.
func everything(messages.InfoHash) int { return math.MaxInt }

// gate gives the gate of this turn.
func (a *Actor) gate() gate {
	if !a.limits.budget.Limited() {
		return everything
	}
	a.limits.now = a.ports.Clock.Now()
	return a.limits.room
}

func (l *limits) room(file messages.InfoHash) int { return l.budget.Available(file, l.now) }

func (l *limits) took(taken entry) {
	if l.budget.Limited() {
		l.budget.Take(taken.file, taken.bytes, l.now)
	}
}

// wait sets the timer for the instant at which the first of the files that wait may be sent again.
func (a *Actor) wait(ctx port.Context) {
	var first time.Time
	for _, of := range a.queues.turns {
		for _, l := range of.lanes {
			if opens := a.limits.budget.OpensAt(l.file, a.limits.now); first.IsZero() || opens.Before(first) {
				first = opens
			}
		}
	}
	if a.limits.timer != nil && !first.Before(a.limits.at) {
		return // it rings by then anyway
	}
	a.limits.stop()
	a.limits.at = first
	a.limits.timer = a.ports.Clock.After(max(first.Sub(a.limits.now), time.Millisecond), ctx.Self(),
		&roomDue{of: a, turn: a.limits.turn})
}

func (a *Actor) roomDue(ctx port.Context, due *roomDue) {
	if due.of == a && due.turn == a.limits.turn {
		a.limits.timer = nil
		a.pump(ctx)
	}
}

func (l *limits) stop() {
	if l.timer != nil {
		l.timer.Stop()
		l.timer = nil
	}
	l.turn++
}

// delay is how long an answer that joins the queue waits, in milliseconds, 255 at most: as long as the uplink takes for
// what waits, so many bytes, or the limits make it take.
func (a *Actor) delay(of entry, waiting int) uint8 {
	queue := a.pace.milliseconds(waiting)
	if !a.limits.budget.Limited() {
		return queue
	}
	lasts := a.limits.budget.Duration(waiting, of.file, a.queues.waiting(of.file), a.limits.now)
	return max(queue, uint8(min(lasts.Milliseconds(), 255)))
}
