package uplink

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// minSlotWait is the shortest time of the slot timer.
const minSlotWait = 10 * time.Millisecond

// placeDue is the timer of a slot that may be free while the edge has nothing to report.
type placeDue struct {
	owner *Actor
	turn  uint64
}

// slotCount returns how many receivers may be served at a time.
func (a *Actor) slotCount() int {
	return min(slotsAt(a.rate(), a.pieceBytes)+a.spare.slots, a.ports.Settings.MaxReceivers)
}

// rate returns how fast the uplink sends, or is allowed to send if that is less, in bytes per second; 0 if neither is
// known.
func (a *Actor) rate() float64 {
	rate := a.meter.rate
	for _, limit := range []messages.Rate{a.memory.limits.Node, a.memory.limits.Of(a.file)} {
		if limit > 0 && (rate == 0 || float64(limit) < rate) {
			rate = float64(limit)
		}
	}
	return rate
}

// admit reports whether the request of a grant is served.
func (a *Actor) admit(grant *port.Grant) bool {
	count := a.slotCount()
	a.slots.slotRate = a.rate() / float64(count)
	admitted := a.slots.admit(grant, count, a.owes, a.ports.Clock.Now())
	a.dropEnded()
	return admitted
}

// dropEnded drops what is queued for receivers that lost their slots. They had to confirm more first, and did not.
func (a *Actor) dropEnded() {
	for _, to := range a.slots.takeEnded() {
		a.queues.drop(to)
	}
}

// unchoke tells receivers that wait of the free slots.
func (a *Actor) unchoke(ctx port.Context) {
	now := a.ports.Clock.Now()
	count := a.slotCount()
	wanted := a.slots.wanted(count) && count < a.ports.Settings.MaxReceivers
	if a.spare.update(wanted, spareIntervalAt(a.rate(), a.pieceBytes), now) {
		a.memory.tellIdle(ctx)
	}
	a.slots.slotRate = a.rate() / float64(count)
	for {
		next, ok := a.slots.offer(a.slotCount(), a.owes, now)
		if !ok {
			break
		}
		a.ports.Network.Send(next.to, &messages.Unchoke{InfoHash: next.file, Nonce: next.nonce})
	}
	a.dropEnded()
	if len(a.slots.waiting) == 0 || a.nativeBytes() > 0 || a.slotTimer.running() {
		return // while anything is queued, the edge's next report leads here
	}
	a.slotTimer.turn++
	a.slotTimer.Timer = a.ports.Clock.After(max(a.slots.nextFree().Sub(now), minSlotWait), ctx.Self(),
		&placeDue{owner: a, turn: a.slotTimer.turn})
}

func (a *Actor) placeDue(ctx port.Context, due *placeDue) {
	if due.owner == a && a.slotTimer.due(due.turn) {
		a.unchoke(ctx)
	}
}
