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
	turn   uint64 // of the timer that is set; older ones are stale
}

// roomDue says that some claim may be met.
type roomDue struct {
	of   *Actor
	turn uint64
}

// New makes the downlink of a node. The memory is the same value for each incarnation.
func New(ports Ports, memory *Memory) actor.Actor { return &Actor{ports: ports, memory: memory} }

// Receive deals with one message.
func (a *Actor) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		a.start(ctx)
	case *actor.Stopping, *actor.Restarting:
		a.rest()
	case *messages.Limits:
		a.limit(ctx, *message)
	case *port.PathBegan:
		a.join(ctx, message.Path)
	case *port.Claim:
		a.claim(ctx, message)
	case *port.Unclaim:
		a.unclaim(ctx, message)
	case *roomDue:
		a.roomDue(ctx, message)
	case *actor.Terminated:
		a.leave(message.Who)
	}
}

// start takes the limits up, after a crash as well: the paths then claim anew.
func (a *Actor) start(ctx port.Context) {
	a.budget.Set(a.memory.limits, a.ports.Clock.Now())
	if a.budget.Limited() {
		a.meter(ctx, ctx.Self())
	}
}

// limit puts limits in force.
func (a *Actor) limit(ctx port.Context, limits messages.Limits) {
	now, was := a.ports.Clock.Now(), a.budget.Limited()
	a.memory.limits = limits
	a.budget.Set(limits, now)
	switch is := a.budget.Limited(); {
	case is && !was:
		a.meter(ctx, ctx.Self())
	case was && !is:
		a.claims = claims{}
		a.meter(ctx, nil)
	}
	a.allow(ctx, now)
}

// meter tells all paths to claim, or not to.
func (a *Actor) meter(ctx port.Context, downlink port.PID) {
	for _, path := range a.memory.paths {
		ctx.Send(path, &port.Metered{Downlink: downlink})
	}
}

// join takes in a path. One that was known has crashed, and knows nothing of what it claimed.
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
		a.budget.Give(left.File, left.Unused, now)
	} else {
		a.budget.Take(left.File, -left.Unused, now) // blocks came late that had been given up
	}
	a.allow(ctx, now)
}

// allow meets claims, in turn, as far as there is room; what is left is held until there is more.
func (a *Actor) allow(ctx port.Context, now time.Time) {
	room := func(file messages.InfoHash) int { return a.budget.Room(file, now) }
	for {
		next, room := a.claims.next(room)
		if next == nil {
			break
		}
		bytes := min(next.bytes, max(min(room, mostAllowed), next.block))
		a.budget.Take(next.file, bytes, now)
		ctx.Send(next.path, &port.Allowed{File: next.file, Bytes: bytes, Held: next.held})
		a.claims.met(next, bytes)
	}
	a.claims.hold()
	a.arm(ctx, now)
}

// arm sets the timer for the instant at which the first of the claims may be met.
func (a *Actor) arm(ctx port.Context, now time.Time) {
	a.rest()
	var first time.Time
	for _, file := range a.claims.files {
		if opens := a.budget.Opens(file.hash, now); first.IsZero() || opens.Before(first) {
			first = opens
		}
	}
	if first.IsZero() {
		return
	}
	a.timer = a.ports.Clock.After(max(first.Sub(now), time.Millisecond), ctx.Self(), &roomDue{of: a, turn: a.turn})
}

func (a *Actor) roomDue(ctx port.Context, due *roomDue) {
	if due.of == a && due.turn == a.turn {
		a.timer = nil
		a.allow(ctx, a.ports.Clock.Now())
	}
}

func (a *Actor) rest() {
	if a.timer != nil {
		a.timer.Stop()
		a.timer = nil
	}
	a.turn++
}
