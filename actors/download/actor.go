package download

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// stepInterval is how often a download looks at its owners and chunks when no message makes it act.
	stepInterval = 250 * time.Millisecond
	// busyStepInterval is how often it does while as many owners send as may: their messages make it act.
	busyStepInterval = time.Second
	// endGameStepInterval is how often it does in the end game, to find stragglers soon.
	endGameStepInterval = 50 * time.Millisecond
	// stallTime is how long nothing may move before the user is told why.
	stallTime = 5 * time.Second
)

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

	BitTorrent port.StreamOpener // nil if the node speaks no BitTorrent
}

// Actor is one download.
type Actor struct {
	state
	ports        Ports
	spec         port.DownloadSpec
	policy       policy
	need         need
	interval     pieceInterval
	begun        int       // transfers begun so far: names downloaders
	began        time.Time // when this incarnation started
	lastMoved    time.Time // when a transfer was last begun or ended
	madeWayAt    time.Time // when an owner last made way for another one
	fetchedBytes int64     // verified by this incarnation
	ending       bool      // the store was asked to finish, or the download failed
	ended        bool      // the peer was told that it ended
	stalled      stall     // why nothing has moved, as the user was told
	timer        port.Timer
}

// lookDue is the download's timer. A restarted download ignores the timer of the incarnation before. Traces of
// simulations name this type.
type lookDue struct{ incarnation *Actor }

// New returns a download.
func New(ports Ports, spec port.DownloadSpec) actor.Actor {
	return &Actor{ports: ports, spec: spec, state: state{file: spec.File.File()},
		policy: newPolicy(ports.Settings, ports.Rand.IntN)}
}

// Receive handles one message.
func (a *Actor) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		a.start(ctx)
	case *actor.Stopping:
		a.leave(ctx)
	case *actor.Restarting:
		a.release()
	case *messages.Owners:
		a.ownersFound(ctx, message)
	case *port.NoTracker:
		a.need.failed(a.ports.Clock.Now())
	case *port.PathOpened:
		a.pathOpened(ctx, message)
	case *port.PathDenied:
		a.pathDenied(message)
	case *port.OwnerConnected:
		a.ownerConnected(ctx, message)
	case *port.OwnerAnswered:
		a.ownerAnswered(ctx, message)
	case *port.BlockSizeChanged:
		a.blockSizeChanged(message)
	case *port.OwnerRefused:
		a.ownerRefused(ctx, message)
	case *port.OwnerFree:
		a.ownerFree(ctx, message)
	case *port.OwnerStarved:
		a.ownerStarved(ctx, message)
	case *port.OwnerSilent:
		a.ownerSilent(ctx, a.owners.at(message.Owner))
	case *port.PieceDone:
		a.pieceDone(ctx, message)
	case *port.PieceBad:
		a.pieceBad(ctx, message)
	case *port.ChunkNear:
		a.chunkNear(ctx, message)
	case *port.ChunkHeld:
		a.chunkHeld(message)
	case *port.ChunkDone:
		a.chunkDone(ctx, message)
	case *port.ChunkFailed:
		a.chunkFailed(ctx, message)
	case *port.ChildGivenUp:
		a.downloaderGivenUp(message)
	case *actor.Terminated:
		a.terminated(ctx, message.Who)
	case *port.Finished:
		a.finished(ctx, message)
	case *port.StoreFailed:
		a.fail(ctx, message.Cause.Error())
	case *lookDue:
		a.step(ctx, message)
	}
}

func (a *Actor) start(ctx port.Context) {
	a.began = a.ports.Clock.Now()
	a.lastMoved = a.began
	a.have = a.spec.File.Have()
	a.taken = messages.NewBitfield(a.have.Len())
	a.leaveOut(a.spec.File.Unwanted())
	if a.finish(ctx) {
		return
	}
	if a.spec.Contacts != nil {
		ctx.Send(a.spec.Contacts, &port.SeekPeers{Download: ctx.Self()})
	}
	a.findOwners(ctx)
	a.startTimer(ctx)
}

// release stops the timer and releases all transfers. The downloaders, which are children, stop by themselves.
func (a *Actor) release() {
	if a.timer != nil {
		a.timer.Stop()
	}
	for _, t := range a.transfers {
		t.release()
	}
	a.transfers = nil
}

// leave ends the download: no path is to answer it from then on.
func (a *Actor) leave(ctx port.Context) {
	a.release()
	for _, o := range a.owners.list() {
		a.forgetInquiry(ctx, o)
	}
}

// forgetInquiry has the path to an owner send this download nothing more.
func (a *Actor) forgetInquiry(ctx port.Context, o *owner) {
	if o.path != nil {
		ctx.Send(o.path, &port.Forget{File: a.file.InfoHash, ReplyTo: ctx.Self()})
	}
}

func (a *Actor) startTimer(ctx port.Context) {
	interval := stepInterval
	switch {
	case a.policy.endGame(&a.state):
		interval = endGameStepInterval
	case a.owners.senders() >= a.ports.Settings.MaxSplitnessRate:
		interval = busyStepInterval
	}
	a.timer = a.ports.Clock.After(interval, ctx.Self(), &lookDue{incarnation: a})
}

// step does what no message causes: it notices what takes too long.
func (a *Actor) step(ctx port.Context, due *lookDue) {
	if due.incarnation != a || a.ending {
		return
	}
	now := a.ports.Clock.Now()
	lacking := a.owners.inUse() < a.policy.neighbours()
	if a.need.due(now, lacking, a.interval.stretch(moreOwnersInterval)) {
		a.findOwners(ctx)
	}
	a.replaceIdle(now)
	a.retryDropped(now)
	a.fillNeighbours(ctx, now)
	a.refresh(ctx, now)
	a.assign(ctx)
	a.policy.takeBack(&a.state, now, executor{a, ctx})
	a.noteStall(now)
	a.startTimer(ctx)
}

// isStalled reports whether nothing has moved for stallTime.
func (a *Actor) isStalled(now time.Time) bool {
	return len(a.transfers) == 0 && now.Sub(a.lastMoved) >= stallTime
}

// noteStall notes why nothing moves, and again when there is another reason.
func (a *Actor) noteStall(now time.Time) {
	if !a.isStalled(now) {
		return
	}
	kind, reason := a.owners.describeStall()
	if kind == a.stalled {
		return
	}
	a.stalled = kind
	a.ports.Journal.Note(messages.DownloadStalled{At: a.at(), InfoHash: a.file.InfoHash, Missing: a.missing(),
		Reason: reason})
}

// at returns the node for a fact.
func (a *Actor) at() messages.At { return messages.At{Node: a.ports.ID} }
