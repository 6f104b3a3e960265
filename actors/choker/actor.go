package choker

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
)

// reportTime is how long remotes have to report before the choice of a round.
const reportTime = 100 * time.Millisecond

// Ports are what a choker needs of the world.
type Ports struct{ Clock port.Clock }

// Memory is the state of a choker that survives a crash: the remotes. Only the choker uses it.
type Memory struct{ peers []*peer }

// peer is a remote and how things stand with its peer.
type peer struct {
	remote port.PID
	standing
}

// Actor is the choker of a node.
type Actor struct {
	ports  Ports
	memory *Memory
	timer  port.Timer
}

// roundDue is the timer of a round, and of the choice at its end.
type roundDue struct {
	incarnation *Actor
	choose      bool
}

// New returns the choker of a node. All incarnations share the same memory.
func New(ports Ports, memory *Memory) actor.Actor { return &Actor{ports: ports, memory: memory} }

// Receive handles one message.
func (a *Actor) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		a.start(ctx)
	case *actor.Stopping, *actor.Restarting:
		a.timer.Stop()
	case *port.RemoteBegan:
		a.join(ctx, message.Remote)
	case *port.RemoteStanding:
		a.update(ctx, message)
	case *actor.Terminated:
		a.leave(ctx, message.Who)
	case *roundDue:
		a.round(ctx, message)
	}
}

func (a *Actor) start(ctx port.Context) {
	for _, p := range a.memory.peers {
		ctx.Watch(p.remote)
	}
	a.startTimer(ctx, roundTime-reportTime, false)
}

func (a *Actor) startTimer(ctx port.Context, wait time.Duration, choose bool) {
	a.timer = a.ports.Clock.After(wait, ctx.Self(), &roundDue{incarnation: a, choose: choose})
}

// join adds a remote. The edge bounds how many connections there are.
func (a *Actor) join(ctx port.Context, remote port.PID) {
	if a.find(remote) == nil {
		a.memory.peers = append(a.memory.peers, &peer{remote: remote})
		ctx.Watch(remote)
	}
}

func (a *Actor) find(remote port.PID) *peer {
	for _, p := range a.memory.peers {
		if p.remote.Equal(remote) {
			return p
		}
	}
	return nil
}

func (a *Actor) leave(ctx port.Context, remote port.PID) {
	for i, p := range a.memory.peers {
		if p.remote.Equal(remote) {
			a.memory.peers = append(a.memory.peers[:i:i], a.memory.peers[i+1:]...)
			a.fillSlots(ctx)
			return
		}
	}
}

// update takes in how things stand with a peer.
func (a *Actor) update(ctx port.Context, told *port.RemoteStanding) {
	p := a.find(told.Remote)
	if p == nil {
		return
	}
	p.seeding = told.Seeding
	p.lastRound += told.Received - p.received
	p.received = told.Received
	if p.interested != told.Interested {
		p.interested = told.Interested
		a.fillSlots(ctx)
	}
}

// fillSlots unchokes interested peers while slots are free.
func (a *Actor) fillSlots(ctx port.Context) {
	taken, now := 0, a.ports.Clock.Now()
	for _, p := range a.memory.peers {
		if p.interested && p.unchoked {
			taken++
		}
	}
	for _, p := range a.memory.peers {
		if p.mayUnchoke(taken, now) {
			a.choke(ctx, p, false)
			taken++
		}
	}
}

// round asks all remotes how things stand, and chooses a moment later.
func (a *Actor) round(ctx port.Context, due *roundDue) {
	if due.incarnation != a {
		return
	}
	if !due.choose {
		for _, p := range a.memory.peers {
			ctx.Send(p.remote, &port.ReportStanding{})
		}
		a.startTimer(ctx, reportTime, true)
		return
	}
	a.choose(ctx)
	a.startTimer(ctx, roundTime-reportTime, false)
}

// choose chooses who is unchoked until the next round.
func (a *Actor) choose(ctx port.Context) {
	standings := make([]*standing, 0, len(a.memory.peers))
	for _, p := range a.memory.peers {
		standings = append(standings, &p.standing)
	}
	chosen := map[*standing]bool{}
	for _, s := range choose(standings, a.ports.Clock.Now()) {
		chosen[s] = true
	}
	for _, p := range a.memory.peers {
		if !chosen[&p.standing] && p.mustChoke(len(chosen)) {
			a.choke(ctx, p, true)
		}
	}
	for _, p := range a.memory.peers {
		if !p.unchoked && chosen[&p.standing] {
			a.choke(ctx, p, false)
		}
		p.lastRound = 0
	}
}

// choke tells a remote whether its peer is choked from now on.
func (a *Actor) choke(ctx port.Context, p *peer, choked bool) {
	p.unchoked, p.since = !choked, a.ports.Clock.Now()
	ctx.Send(p.remote, &port.Choked{Choked: choked})
}
