package tracker

import (
	"fmt"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// register adds a node, or renews its lease (specification, REGISTER).
func (t *Actor) register(ctx port.Context, ask *messages.Register, from string, buffer *port.ReplyBuffer) any {
	c, problem := t.candidates(ask, from)
	if problem != "" {
		return t.refuse(ask, messages.RefusedBadRequest, problem)
	}
	if t.nodes[ask.Node] == nil {
		return t.join(ctx, ask, &c, buffer)
	}
	n, refused := t.authenticate(ask, ask.Token)
	if refused != nil {
		return refused
	}
	t.settle(n)
	n.renewed = t.ports.Clock.Now() // the lease asks for this time when it has run out
	t.updateAddresses(ctx, n, &c)
	n.setStockPort(ask.StockPort)
	buffer.Registered = messages.Registered{Node: n.id, Token: ask.Token, Fresh: n.fresh(), Reach: n.reach()}
	return &buffer.Registered
}

// join adds a node that is not registered. It adopts a token that the node offers: a tracker that lost its database
// accepts its nodes as they are.
func (t *Actor) join(ctx port.Context, ask *messages.Register, c *candidates, buffer *port.ReplyBuffer) any {
	from := originOf(c, ask)
	if full := t.admit(ctx, from); full != "" {
		return t.refuse(ask, messages.RefusedFull, full)
	}
	token := ask.Token
	switch {
	case token == "":
		var random [messages.TokenBytes]byte
		t.ports.Rand.Fill(random[:])
		token = messages.NewToken(random)
	case !token.WellFormed():
		return t.refuse(ask, messages.RefusedBadRequest, "the token is not 32 lower-case hexadecimal digits")
	}
	n := &node{id: ask.Node, tokenHash: digest(token), confirmed: true, renewed: t.ports.Clock.Now(),
		stockPort: ask.StockPort}
	n.setAddresses(c)
	t.roster.add(n, from)
	t.newcomers.add(n)
	t.spawnLease(ctx, n)
	t.holdAddresses(n)
	t.ports.Ledger.PutNode(n.record())
	t.ports.Journal.Note(messages.NodeRegistered{AtTracker: about(n.id), Addr: n.shown()})
	t.prove(ctx, n)
	buffer.Registered = messages.Registered{Node: n.id, Token: token, Fresh: true}
	return &buffer.Registered
}

// fresh reports whether a node must declare all its files. A node from the database must, because the last changes
// before the tracker stopped may not have been stored.
func (n *node) fresh() bool { return len(n.files) == 0 || !n.confirmed }

// describeHolder tells a user who holds a node id, and what to do about it.
func (t *Actor) describeHolder(n *node) string {
	left := t.ports.Settings.TrackerInterval - t.ports.Clock.Now().Sub(n.renewed)
	return fmt.Sprintf("node %v is held by the process at %v; choose another node id, or, if that process is gone, "+
		"wait: its lease ends in %v at the latest", n.id, n.shown(), max(left, 0).Round(time.Second))
}

// forget removes a node with all its files.
func (t *Actor) forget(n *node) {
	t.dropAll(n)
	t.releaseAddresses(n)
	t.roster.remove(n)
	t.ports.Ledger.DropNode(n.id)
}
