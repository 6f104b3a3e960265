package peer

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// updateEvery is how often the tracker is told of uploads at most. It ranks owners by them, and no list of owners is right
// to the second; to tell it of each chunk at once would be most of what it hears.
const updateEvery = time.Second

// updates is when the tracker may be told of uploads again.
type updates struct {
	at    time.Time  // when it was last told
	timer port.Timer // nil: not set
}

// updateDue says that the tracker may be told again.
type updateDue struct{ of *Actor }

// total is how much was uploaded, as the tracker is told: in all, so that a repeated request counts once. A process that took
// up an earlier one's token first says 0, which changes nothing, and learns what to go on from.
func (a *Actor) total() uint64 {
	if a.memory.resumed {
		return 0
	}
	return a.memory.before + a.memory.uploads
}

// behind tells whether the tracker has something to learn by an UPDATE.
func (a *Actor) behind() bool { return a.memory.resumed || a.total() != a.tracker.updated }

// update tells the tracker how much was uploaded (specification, UPDATE).
func (a *Actor) update(ctx port.Context) {
	if !a.tracker.joined || a.leaving || a.updates.timer != nil || !a.behind() {
		return
	}
	now := a.ports.Clock.Now()
	if wait := a.updates.at.Add(updateEvery).Sub(now); wait > 0 {
		a.updates.timer = a.ports.Clock.After(wait, ctx.Self(), &updateDue{of: a})
		return
	}
	if a.ask(ctx, &messages.Update{Node: a.ports.ID, Token: a.memory.token, Uploads: a.total()}) {
		a.updates.at = now
	}
}

func (a *Actor) updateDue(ctx port.Context, due *updateDue) {
	if due.of == a {
		a.updates.timer = nil
		a.update(ctx)
	}
}

func (a *Actor) updatedBy(ctx port.Context, updated *messages.Updated) {
	asked, ok := a.reached(messages.ModeUpdate).(*messages.Update)
	if !ok {
		return
	}
	a.tracker.updated = asked.Uploads
	if a.memory.resumed {
		a.memory.resumed, a.memory.before = false, updated.UploadFrequency
		a.tracker.updated = updated.UploadFrequency
	}
	a.update(ctx)
}

// lastUpdate tells the tracker before EXIT what it was not told yet, without waiting for an answer.
func (a *Actor) lastUpdate(ctx port.Context) {
	if !a.memory.resumed && a.behind() {
		a.ports.Tracker.Ask(&messages.Update{Node: a.ports.ID, Token: a.memory.token, Uploads: a.total()}, ctx.Self())
	}
}

func (u *updates) stop() {
	if u.timer != nil {
		u.timer.Stop()
	}
}
