package download

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// lookEvery is how often a download looks at its owners and chunks when no message makes it look.
const lookEvery = 250 * time.Millisecond

// lookSeldom is how often it looks while as many owners send as may: what they say makes it look.
const lookSeldom = time.Second

// lookOften is how often it looks while the download ends: then it is about stragglers.
const lookOften = 50 * time.Millisecond

// Ports are what a download needs of the world.
type Ports struct {
	ID       messages.NodeID
	Settings *messages.Settings // of the node; read only
	Clock    port.Clock
	Rand     port.Rand
	Network  port.Opener
	Store    port.ChunkStore
	Spawn    port.DownloadSpawn
	Journal  port.Journal
}

// Actor is one download.
type Actor struct {
	ports   Ports
	spec    port.DownloadSpec
	file    messages.File
	have    messages.Bitfield // verified and on disk
	taken   messages.Bitfield // being fetched; invariant: disjoint from have
	owners  roster
	chunks  []*fetching // in the order in which they were begun
	number  int         // chunks begun so far: names downloaders
	began   time.Time
	moved   time.Time // when a chunk was last begun or ended
	turned  time.Time // when an owner last made room for another one
	fetched int64     // bytes verified by this incarnation
	need    need
	rhythm  rhythm
	ending  bool // the store was asked to finish, or the download failed
	over    bool // the peer was told that it ended
	stalled bool // a DownloadStalled was noted since something last moved
	timer   port.Timer
}

// lookDue is the download's timer.
type lookDue struct{ of *Actor }

// New makes a download.
func New(ports Ports, spec port.DownloadSpec) actor.Actor {
	return &Actor{ports: ports, spec: spec, file: spec.File.File()}
}

// Receive deals with one message.
func (a *Actor) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		a.start(ctx)
	case *actor.Stopping:
		a.takeLeave(ctx)
	case *actor.Restarting:
		a.stop()
	case *messages.Owners:
		a.found(ctx, message)
	case *port.NoTracker:
		a.need.failed(a.ports.Clock.Now())
	case *port.PathOpened:
		a.opened(ctx, message)
	case *port.OwnerAnswered:
		a.answered(ctx, message)
	case *port.BlockSizeChanged:
		a.resized(message)
	case *port.OwnerRefused:
		a.refused(ctx, message)
	case *port.OwnerFree:
		a.free(ctx, message)
	case *port.OwnerSilent:
		a.silent(ctx, message.Owner)
	case *port.PieceDone:
		a.pieceDone(ctx, message)
	case *port.PieceBad:
		a.pieceBad(ctx, message)
	case *port.ChunkNear:
		a.near(ctx, message)
	case *port.ChunkHeld:
		a.held(message)
	case *port.ChunkDone:
		a.chunkDone(ctx, message)
	case *port.ChunkFailed:
		a.chunkFailed(ctx, message)
	case *port.ChildGivenUp:
		a.chunkGivenUp(message)
	case *actor.Terminated:
		a.terminated(ctx, message.Who)
	case *port.Finished:
		a.finished(ctx, message)
	case *port.StoreFailed:
		a.fail(ctx, message.Cause.Error())
	case *lookDue:
		a.look(ctx, message)
	}
}

func (a *Actor) start(ctx port.Context) {
	a.began = a.ports.Clock.Now()
	a.moved = a.began
	a.have = a.spec.File.Have()
	a.taken = messages.NewBitfield(a.have.Len())
	if a.finish(ctx) {
		return
	}
	a.findOwners(ctx)
	a.arm(ctx)
}

func (a *Actor) stop() {
	if a.timer != nil {
		a.timer.Stop()
	}
	for _, f := range a.chunks {
		f.stream.Close()
		f.buffer.Release()
	}
	a.chunks = nil
}

// takeLeave stops for good: no path is to answer any more.
func (a *Actor) takeLeave(ctx port.Context) {
	a.stop()
	for _, o := range a.owners.all {
		a.unfollow(ctx, o)
	}
	a.chunks = nil // what they tell from now on changes nothing
}

// unfollow has the path to an owner tell this download nothing more.
func (a *Actor) unfollow(ctx port.Context, o *owner) {
	if o.path != nil {
		ctx.Send(o.path, &port.Forget{File: a.file.InfoHash, ReplyTo: ctx.Self()})
	}
}

func (a *Actor) arm(ctx port.Context) {
	next := lookEvery
	switch {
	case a.endgame():
		next = lookOften
	case a.owners.sources() >= a.ports.Settings.MaxSplitnessRate:
		next = lookSeldom
	}
	a.timer = a.ports.Clock.After(next, ctx.Self(), &lookDue{of: a})
}

// look is the download's pulse: it notices what no message tells.
func (a *Actor) look(ctx port.Context, due *lookDue) {
	if due.of != a || a.ending {
		return
	}
	now := a.ports.Clock.Now()
	if a.need.due(now, a.owners.usable() < a.neighbours(), a.rhythm.seldom(needMore)) {
		a.findOwners(ctx)
	}
	a.turnOver(now)
	a.wakeOwners(ctx, now)
	a.refresh(ctx, now)
	a.assign(ctx)
	a.takeBack(ctx, now)
	a.noteStall(now)
	a.arm(ctx)
}

// at names the node in a fact.
func (a *Actor) at() messages.At { return messages.At{Node: a.ports.ID} }
