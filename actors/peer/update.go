package peer

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// updateEvery is the shortest time between two UPDATEs. The tracker weighs owners by their uploads, and the weights
// need not be right to the second. An UPDATE for each chunk would be most of the tracker's load.
const updateEvery = time.Second

// updates records when UPDATE was sent last, and when the next one may follow.
type updates struct {
	sentAt time.Time  // of the last one
	timer  port.Timer // of the next one; nil when none is set
}

// updateDue is the timer of the next UPDATE.
type updateDue struct{ owner *Actor }

// total returns how many chunks this node has uploaded since it first registered. UPDATE carries this total, so that a
// repeated request counts once. A process that continues with the token of an earlier process first sends 0. That
// changes nothing at the tracker, and the answer says how many chunks the tracker has counted.
func (a *Actor) total() uint64 {
	if a.memory.resumed {
		return 0
	}
	return a.memory.uploadsBefore + uploads(a.memory.uploadedBytes, a.ports.Settings.ChunkLength)
}

// uploads returns how many chunks some bytes are (specification, upload frequency). Chunks have many lengths, so the
// longest is the unit. A chunk that was begun counts, so that a node that has uploaded little is told from one that has
// uploaded nothing.
func uploads(bytes, chunkLength int64) uint64 {
	unit := max(chunkLength, 1)
	return uint64((bytes + unit - 1) / unit)
}

// updateNeeded reports whether the tracker does not know the present total, or this process does not know what an
// earlier process had uploaded.
func (a *Actor) updateNeeded() bool {
	return a.memory.resumed || a.total() != a.tracker.confirmedUploads
}

// update tells the tracker how many chunks were uploaded (specification, UPDATE).
func (a *Actor) update(ctx port.Context) {
	if !a.tracker.joined || a.leaving || a.updates.timer != nil || !a.updateNeeded() {
		return
	}
	now := a.ports.Clock.Now()
	if wait := a.updates.sentAt.Add(updateEvery).Sub(now); wait > 0 {
		a.updates.timer = a.ports.Clock.After(wait, ctx.Self(), &updateDue{owner: a})
		return
	}
	if a.ask(ctx, &messages.Update{Node: a.ports.ID, Token: a.memory.token, Uploads: a.total()}) {
		a.updates.sentAt = now
	}
}

func (a *Actor) updateDue(ctx port.Context, due *updateDue) {
	if due.owner == a {
		a.updates.timer = nil
		a.update(ctx)
	}
}

func (a *Actor) updated(ctx port.Context, updated *messages.Updated) {
	asked, ok := a.answeredBy(messages.ModeUpdate).(*messages.Update)
	if !ok {
		return
	}
	a.tracker.confirmedUploads = asked.Uploads
	if a.memory.resumed {
		a.memory.resumed, a.memory.uploadsBefore = false, updated.UploadFrequency
		a.tracker.confirmedUploads = updated.UploadFrequency
	}
	a.update(ctx)
}

// lastUpdate sends the final total ahead of EXIT, and does not wait for the answer.
func (a *Actor) lastUpdate(ctx port.Context) {
	if !a.memory.resumed && a.updateNeeded() {
		a.ports.Tracker.Ask(&messages.Update{Node: a.ports.ID, Token: a.memory.token, Uploads: a.total()}, ctx.Self())
	}
}

func (u *updates) stopTimer() {
	if u.timer != nil {
		u.timer.Stop()
	}
}
