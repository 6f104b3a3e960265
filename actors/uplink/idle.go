package uplink

import (
	"time"

	"swarm/actors/port"
)

const (
	// minIdleTime is how long the uplink has nothing to send before it tells a seeder. Each time that brings no
	// request, the next time is twice as long, up to maxIdleTime.
	minIdleTime = 100 * time.Millisecond
	maxIdleTime = 5 * time.Second
)

// idleTimer runs while the uplink has nothing to send: nodes that could fetch from it may not know that it has
// capacity.
type idleTimer struct {
	timer
	wait time.Duration // of the timer that was set last
}

// leisureDue is the timer of an idle uplink.
type leisureDue struct {
	owner *Actor
	turn  uint64
}

func (a *Actor) startIdleTimer(ctx port.Context) {
	i := &a.idle
	if i.running() {
		return
	}
	i.wait = min(max(2*i.wait, minIdleTime), maxIdleTime)
	i.turn++
	i.Timer = a.ports.Clock.After(i.wait, ctx.Self(), &leisureDue{owner: a, turn: i.turn})
}

// reset stops the timer, because there is something to send. The next one starts with minIdleTime.
func (i *idleTimer) reset() {
	i.wait = 0
	i.stop()
}

func (a *Actor) leisureDue(ctx port.Context, due *leisureDue) {
	if due.owner == a && a.idle.due(due.turn) {
		a.memory.tellIdle(ctx)
		a.startIdleTimer(ctx)
	}
}
