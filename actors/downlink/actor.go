package downlink

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/budget"
	"swarm/actors/port"
	"swarm/messages"
)

// Ports are what a downlink needs of the world.
type Ports struct {
	Clock port.Clock
}

// Actor is the downlink of a node.
type Actor struct {
	ports  Ports
	memory *Memory
	budget budget.Budget
	claims claims
	timer  port.Timer
	number uint64 // of the timer that is set; an older timer is stale
}

// availableDue is the timer of the next claim that can be met.
type availableDue struct {
	owner  *Actor // the incarnation that set the timer
	number uint64
}

// New returns the downlink of a node. Each incarnation is given the same memory.
func New(ports Ports, memory *Memory) actor.Actor { return &Actor{ports: ports, memory: memory} }

// Receive handles one message.
func (a *Actor) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		a.start(ctx)
	case *actor.Stopping, *actor.Restarting:
		a.stopTimer()
	case *messages.Limits:
		a.limit(ctx, *message)
	case *port.PathBegan:
		a.join(ctx, message.Path)
	case *port.Claim:
		a.claim(ctx, message)
	case *port.Unclaim:
		a.unclaim(ctx, message)
	case *availableDue:
		a.availableDue(ctx, message)
	case *actor.Terminated:
		a.leave(message.Who)
	}
}

// start puts the limits in force. After a crash the paths are told to claim again.
func (a *Actor) start(ctx port.Context) {
	a.budget.Set(a.memory.limits, a.ports.Clock.Now())
	if a.budget.Limited() {
		a.tellPaths(ctx, ctx.Self())
	}
}

// limit changes the limits.
func (a *Actor) limit(ctx port.Context, limits messages.Limits) {
	now, before := a.ports.Clock.Now(), a.budget.Limited()
	a.memory.limits = limits
	a.budget.Set(limits, now)
	switch after := a.budget.Limited(); {
	case after && !before:
		a.tellPaths(ctx, ctx.Self())
	case before && !after:
		a.claims = claims{}
		a.tellPaths(ctx, nil)
	}
	a.allow(ctx, now)
}

// tellPaths tells all paths to claim from the downlink, or, if it is nil, to stop claiming.
func (a *Actor) tellPaths(ctx port.Context, downlink port.PID) {
	for _, path := range a.memory.paths {
		ctx.Send(path, &port.Metered{Downlink: downlink})
	}
}

// join adds a path. If the path is known, it has restarted, and its claims are void.
func (a *Actor) join(ctx port.Context, path port.PID) {
	a.claims.drop(path)
	if a.memory.add(path) {
		ctx.Watch(path)
	}
	if a.budget.Limited() {
		ctx.Send(path, &port.Metered{Downlink: ctx.Self()})
	}
}

func (a *Actor) leave(path port.PID) {
	a.claims.drop(path)
	a.memory.drop(path)
}

func (a *Actor) claim(ctx port.Context, claimed *port.Claim) {
	if a.budget.Limited() && claimed.Bytes > 0 {
		a.claims.add(claimed)
		a.allow(ctx, a.ports.Clock.Now())
	}
}

func (a *Actor) unclaim(ctx port.Context, left *port.Unclaim) {
	now := a.ports.Clock.Now()
	a.claims.withdraw(left.File, left.Path)
	if left.Unused >= 0 {
		a.budget.GiveBack(left.File, left.Unused, now)
	} else {
		a.budget.Take(left.File, -left.Unused, now) // blocks that were given up as lost arrived late
	}
	a.allow(ctx, now)
}

// allow meets claims in turn, as far as bytes are available. Claims that are left have to wait.
func (a *Actor) allow(ctx port.Context, now time.Time) {
	available := func(file messages.InfoHash) int { return a.budget.Available(file, now) }
	for {
		next, most := a.claims.next(available)
		if next == nil {
			break
		}
		bytes := min(next.bytes, max(min(most, maxAllowed), next.block))
		a.budget.Take(next.file, bytes, now)
		ctx.Send(next.path, &port.Allowed{File: next.file, Bytes: bytes, Held: next.held})
		a.claims.meet(next, bytes)
	}
	a.claims.hold()
	a.arm(ctx, now)
}

// arm sets the timer for the instant at which the next claim can be met.
func (a *Actor) arm(ctx port.Context, now time.Time) {
	a.stopTimer()
	var first time.Time
	for _, file := range a.claims.files {
		if opens := a.budget.OpensAt(file.hash, now); first.IsZero() || opens.Before(first) {
			first = opens
		}
	}
	if first.IsZero() {
		return
	}
	a.timer = a.ports.Clock.After(max(first.Sub(now), time.Millisecond), ctx.Self(),
		&availableDue{owner: a, number: a.number})
}

func (a *Actor) availableDue(ctx port.Context, due *availableDue) {
	if due.owner == a && due.number == a.number {
		a.timer = nil
		a.allow(ctx, a.ports.Clock.Now())
	}
}

func (a *Actor) stopTimer() {
	if a.timer != nil {
		a.timer.Stop()
		a.timer = nil
	}
	a.number++
}
