package uplink

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// places is the timer for a place that comes free while the edge has nothing to say.
type places struct {
	timer port.Timer
	turn  uint64 // of the timer that is set; older ones are stale
}

// placeDue says that a place may have come free.
type placeDue struct {
	of   *Actor
	turn uint64
}

// most is how many receivers may be served at a time.
func (a *Actor) most() int {
	return min(slotsAt(a.rate(), a.piece)+a.spare.more, a.ports.Settings.MaxReceivers)
}

// rate is how fast the uplink sends, in bytes per second, or may send; 0 when nothing is known.
func (a *Actor) rate() float64 {
	rate := a.pace.rate
	for _, limit := range []messages.Rate{a.limits.memory.limits.Node, a.limits.memory.limits.Of(a.file)} {
		if limit > 0 && (rate == 0 || float64(limit) < rate) {
			rate = float64(limit)
		}
	}
	return rate
}

// invite tells those who wait of the places that are free.
func (a *Actor) invite(ctx port.Context) {
	now := a.ports.Clock.Now()
	most := a.most()
	wanted := len(a.slots.waiting) > 0 && a.slots.served() >= most && most < a.ports.Settings.MaxReceivers
	if a.spare.look(wanted, spareWindowAt(a.rate(), a.piece), now) {
		a.tellIdle(ctx)
	}
	for {
		next, ok := a.slots.next(a.most(), a.serves, now)
		if !ok {
			break
		}
		a.ports.Network.Send(next.to, &messages.Unchoke{InfoHash: next.file, Nonce: next.nonce})
	}
	if len(a.slots.waiting) == 0 || a.depth > 0 || a.queues.bytes > 0 || a.places.timer != nil {
		return // what the edge answers leads here, now or when the limits let something go
	}
	a.places.turn++
	a.places.timer = a.ports.Clock.After(max(a.slots.frees().Sub(now), 10*time.Millisecond), ctx.Self(),
		&placeDue{of: a, turn: a.places.turn})
}

func (a *Actor) placeDue(ctx port.Context, due *placeDue) {
	if due.of == a && due.turn == a.places.turn {
		a.places.timer = nil
		a.invite(ctx)
	}
}

// rest stops the timers.
func (a *Actor) rest() {
	a.limits.stop()
	a.leisure.stop()
	if a.places.timer != nil {
		a.places.timer.Stop()
	}
}
