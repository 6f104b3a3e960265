package world

import (
	"net/netip"
	"strconv"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// httpTimeout is how long a node's client waits for an answer, as in runtime/trackerhttp.
const httpTimeout = 5 * time.Second

var _ port.Tracker = (*client)(nil)

// client connects one incarnation of a node to the tracker. It stands for HTTP requests, without modelling HTTP.
type client struct {
	node           *Node
	incarnation    *incarnation
	changes, needs requestQueue
}

func newClient(node *Node, alive *incarnation) *client {
	return &client{node: node, incarnation: alive, changes: requestQueue{limit: changesAtOnce},
		needs: requestQueue{limit: needsAtOnce}}
}

// exchange is one request and its answer.
type exchange struct {
	client      *client
	ask         messages.Ask
	replyTo     port.PID
	inbox       *inbox        // while the tracker has the request; otherwise nil
	returnDelay time.Duration // how long the answer takes from the tracker to the node
	answered    bool
}

// Ask sends one request. The answer, or messages.Unreachable, goes to replyTo.
func (c *client) Ask(ask messages.Ask, replyTo port.PID) {
	if c.incarnation.ended() {
		return
	}
	if !c.queueFor(ask).add(&exchange{client: c, ask: ask, replyTo: replyTo}) {
		c.world().system.Post(replyTo, &messages.Unreachable{Ask: ask,
			Cause: "too many requests wait for the tracker already"})
	}
}

// Serves reports whether an announce URL names the world's tracker.
func (c *client) Serves(announce string) bool {
	return messages.SameTracker(announce, c.world().options.Settings.TrackerURL)
}

// start sends the request. Its timeout counts from here.
func (e *exchange) start() {
	c, w := e.client, e.client.world()
	timeout := func() { e.unreachable("no answer within " + httpTimeout.String()) }
	w.plan(&c.node.site, w.now+httpTimeout, action(timeout))
	e.returnDelay = c.delay()
	if !c.node.trackerCut {
		w.plan(&w.trackerSite, w.now+c.delay(), action(e.arrive))
	}
}

// delay draws how long one direction takes.
func (c *client) delay() time.Duration {
	link := c.link()
	delay := c.world().options.HTTPDelay + link.Delay
	if link.Jitter > 0 {
		delay += time.Duration(c.connection().random.Float64() * float64(link.Jitter))
	}
	return delay
}

// arrive delivers the request to the tracker, or reports that no tracker listens.
func (e *exchange) arrive() {
	w := e.client.world()
	if e.client.endedBefore(w.now) {
		return
	}
	if w.tracker == nil || w.tracker.ended() {
		w.plan(e.client.site(), w.now+e.returnDelay, action(func() {
			e.unreachable("no tracker listens at " + w.options.Settings.TrackerURL + ": connection refused")
		}))
		return
	}
	e.inbox = w.inboxes.get(w)
	e.inbox.exchange = e
	w.system.Post(w.tracker.pid, &port.AskedTracker{Ask: e.ask, From: e.client.addr().Addr().String(),
		ReplyTo: e.inbox.pid})
}

// reply sends the tracker's answer back to the node.
func (e *exchange) reply(message any) {
	w := e.client.world()
	w.inboxes.put(e.inbox)
	e.inbox = nil
	if e.client.cut() {
		return
	}
	w.plan(e.client.site(), w.now+e.returnDelay, action(func() { e.finish(message) }))
}

func (e *exchange) unreachable(cause string) {
	if e.inbox != nil {
		e.inbox.exchange = nil // the tracker may still answer it, so it is not used for another request
		e.inbox = nil
	}
	e.finish(&messages.Unreachable{Ask: e.ask, Cause: cause})
}

// finish posts the answer to the actor that asked, unless it has one already, and starts the next request.
func (e *exchange) finish(message any) {
	if e.answered || e.client.ended() {
		return
	}
	e.answered = true
	if owners, ok := message.(*messages.Owners); ok {
		message = e.client.filterOwners(owners)
	}
	e.client.world().system.Post(e.replyTo, message)
	e.client.queueFor(e.ask).done()
}

// filterOwners returns the owners of an answer that this node may know; see RestrictOwners.
func (n *Node) filterOwners(answer *messages.Owners) *messages.Owners {
	if n.knownNodes == nil {
		return answer
	}
	filtered := &messages.Owners{InfoHash: answer.InfoHash}
	for _, owner := range answer.Owners {
		if n.knownNodes[owner.Node] {
			filtered.Owners = append(filtered.Owners, owner)
		}
	}
	return filtered
}

// inbox is a mailbox for one answer of the tracker. It is reused for later answers.
type inbox struct {
	pid      port.PID
	exchange *exchange // nil: no exchange waits
}

// inboxPool holds the mailboxes that are free.
type inboxPool struct {
	free []*inbox
	made int
}

func (i *inboxPool) get(w *World) *inbox {
	if last := len(i.free) - 1; last >= 0 {
		box := i.free[last]
		i.free = i.free[:last]
		return box
	}
	i.made++
	box := &inbox{}
	box.pid = w.system.Inbox("http/"+strconv.Itoa(i.made), func(message any) {
		if box.exchange != nil {
			box.exchange.reply(message)
		}
	})
	return box
}

func (i *inboxPool) put(box *inbox) {
	box.exchange = nil
	i.free = append(i.free, box)
}

func (c *client) world() *World           { return c.node.world }
func (c *client) connection() *connection { return c.node.connection }
func (c *client) site() *site             { return &c.node.site }
func (c *client) addr() netip.AddrPort    { return c.node.addr }
func (c *client) cut() bool               { return c.node.trackerCut }
func (c *client) ended() bool             { return c.incarnation.ended() }

func (c *client) endedBefore(at time.Duration) bool { return c.incarnation.endedBefore(at) }

func (c *client) filterOwners(owners *messages.Owners) *messages.Owners {
	return c.node.filterOwners(owners)
}

func (c *client) link() Link { return c.connection().link }
