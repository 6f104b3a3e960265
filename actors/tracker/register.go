package tracker

import (
	"fmt"
	"net/netip"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// register lets a node join, or renews its lease (specification, REGISTER).
func (t *Actor) register(ctx port.Context, ask *messages.Register, from string, buffer *port.ReplyBuffer) any {
	addr, problem := destination(ask.Addr, from)
	if problem != "" {
		return t.refuse(ask, messages.RefusedBadRequest, problem)
	}
	if t.nodes[ask.Node] == nil {
		return t.join(ctx, ask, addr, buffer)
	}
	n, refused := t.prove(ask, ask.Token)
	if refused != nil {
		return refused
	}
	n.renewed = t.ports.Clock.Now() // its lease asks for it when its time is over
	if n.addr != addr {
		n.addr = addr
		t.ports.Ledger.PutNode(n.record())
	}
	buffer.Registered = messages.Registered{Node: n.id, Token: ask.Token, Fresh: n.fresh()}
	return &buffer.Registered
}

// join registers a node that is not known. A token it offers is adopted: a tracker that lost its memory takes its nodes
// back as they are.
func (t *Actor) join(ctx port.Context, ask *messages.Register, addr netip.AddrPort, buffer *port.ReplyBuffer) any {
	token := ask.Token
	switch {
	case len(t.nodes) >= t.limits.Nodes:
		return t.refuse(ask, messages.RefusedFull,
			fmt.Sprintf("the tracker has %d nodes, the most it takes: try again later", len(t.nodes)))
	case token == "":
		var random [messages.TokenBytes]byte
		t.ports.Rand.Fill(random[:])
		token = messages.NewToken(random)
	case !token.WellFormed():
		return t.refuse(ask, messages.RefusedBadRequest, "the token is not 32 lower-case hexadecimal digits")
	}
	n := &node{id: ask.Node, addr: addr, tokenHash: digest(token), weight: weightOf(0), confirmed: true}
	n.renewed = t.ports.Clock.Now()
	t.roster.add(n)
	t.lease(ctx, n)
	t.ports.Ledger.PutNode(n.record())
	t.ports.Journal.Note(messages.NodeRegistered{AtTracker: about(n.id), Addr: addr})
	buffer.Registered = messages.Registered{Node: n.id, Token: token, Fresh: true}
	return &buffer.Registered
}

// fresh tells whether a node must say all it owns. One that was restored from the database must: the last changes before
// the tracker stopped may not have been written.
func (n *node) fresh() bool { return len(n.files) == 0 || !n.confirmed }

// lease gives a node a lease that ends one tracker interval after it was last heard of. Names are numbered, because a node
// that comes back must not wait for its last lease to have stopped.
func (t *Actor) lease(ctx port.Context, n *node) {
	t.leased++
	deadline := n.renewed.Add(t.ports.Settings.TrackerInterval)
	t.lend(n, t.ports.Spawn.Lease(ctx, fmt.Sprintf("lease/%v/%d", n.id, t.leased), n.id, deadline))
}

// whoHolds says, for people, who holds a node id and what to do about it.
func (t *Actor) whoHolds(n *node) string {
	left := t.ports.Settings.TrackerInterval - t.ports.Clock.Now().Sub(n.renewed)
	return fmt.Sprintf("node %v is held by the process at %v; choose another node id, or, if that process is gone, "+
		"wait: its lease ends in %v at the latest", n.id, n.addr, max(left, 0).Round(time.Second))
}

// renew tells a lease that has run out when its node was heard of. One that is for no node any more ends.
func (t *Actor) renew(ctx port.Context, lease port.PID) {
	n := t.leaseOf(lease)
	if n == nil || !n.lease.Equal(lease) {
		ctx.Stop(lease)
		return
	}
	ctx.Send(lease, &renew{At: n.renewed})
}

// leaseEnded forgets the node whose lease ended.
func (t *Actor) leaseEnded(ctx port.Context, lease port.PID) {
	if t.ending {
		return
	}
	n := t.leaseOf(lease)
	if n == nil || !n.lease.Equal(lease) {
		return // the node left before, or was given up, or has another lease
	}
	if t.ports.Clock.Now().Sub(n.renewed) < t.ports.Settings.TrackerInterval {
		t.lease(ctx, n) // a renewal was on its way to the lease while it ended
		return
	}
	t.forget(n)
	t.ports.Journal.Note(messages.NodeExpired{AtTracker: about(n.id)})
}

// giveUp forgets a node whose lease crashed too often: nothing would notice its silence any more. If it is alive, its
// next REGISTER brings it back.
func (t *Actor) giveUp(ctx port.Context, lease port.PID) {
	n := t.leaseOf(lease)
	if n == nil {
		return
	}
	if !n.lease.Equal(lease) {
		ctx.Stop(n.lease) // its end was heard first
	}
	t.forget(n)
	t.ports.Journal.Note(messages.NodeExpired{AtTracker: about(n.id)})
}

// forget drops everything about a node.
func (t *Actor) forget(n *node) {
	t.dropAll(n)
	t.roster.remove(n)
	t.ports.Ledger.DropNode(n.id)
}
