package uplink

import (
	"time"

	"swarm/actors/port"
)

const (
	// firstLeisure is for how long nothing may be asked of the uplink until it looks for something to do; each time that
	// nothing comes of it, it waits twice as long, up to mostLeisure.
	firstLeisure = 100 * time.Millisecond
	mostLeisure  = 5 * time.Second
)

// leisure is the timer of an uplink that has nothing to do: those who could fetch from it may not know.
type leisure struct {
	timer port.Timer
	turn  uint64 // of the timer that is set; older ones are stale
	next  time.Duration
}

// leisureDue says that nothing was asked for a while.
type leisureDue struct {
	of   *Actor
	turn uint64
}

// idle begins to wait.
func (a *Actor) idle(ctx port.Context) {
	l := &a.leisure
	if l.timer != nil {
		return
	}
	l.next = min(max(2*l.next, firstLeisure), mostLeisure)
	l.turn++
	l.timer = a.ports.Clock.After(l.next, ctx.Self(), &leisureDue{of: a, turn: l.turn})
}

// busy ends that.
func (l *leisure) busy() {
	l.next = 0
	l.stop()
}

func (l *leisure) stop() {
	if l.timer != nil {
		l.timer.Stop()
		l.timer = nil
	}
	l.turn++
}

func (a *Actor) leisureDue(ctx port.Context, due *leisureDue) {
	if due.of != a || due.turn != a.leisure.turn {
		return
	}
	a.leisure.timer = nil
	a.tellIdle(ctx)
	a.idle(ctx)
}
