package world

import (
	"strconv"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// httpTimeout is after how long a node's client gives a request up, as in runtime/trackerhttp.
const httpTimeout = 5 * time.Second

var _ port.Tracker = (*client)(nil)

// client is the road of one incarnation of a node to the tracker: the tracker's HTTP, without the HTTP.
type client struct {
	node           *Node
	life           *life
	changes, needs queue
}

func newClient(node *Node, alive *life) *client {
	return &client{node: node, life: alive, changes: queue{atOnce: changesAtOnce}, needs: queue{atOnce: needsAtOnce}}
}

// exchange is one request and what comes of it.
type exchange struct {
	client   *client
	ask      messages.Ask
	replyTo  port.PID
	inbox    *inbox        // while the tracker has the request
	back     time.Duration // how long the answer takes from there
	answered bool
}

// Ask sends one request.
func (c *client) Ask(ask messages.Ask, replyTo port.PID) {
	if c.life.over() {
		return
	}
	if !c.queueOf(ask).enter(&exchange{client: c, ask: ask, replyTo: replyTo}) {
		c.node.world.system.Post(replyTo, &messages.Unreachable{Ask: ask, Cause: "too many requests wait for the tracker already"})
	}
}

// Serves tells whether an announce URL names the world's tracker.
func (c *client) Serves(announce string) bool {
	return sameTracker(announce, c.node.world.options.Settings.TrackerURL)
}

// start sends the request on its way; from now on it may take too long.
func (e *exchange) start() {
	c, w := e.client, e.client.node.world
	w.plan(&c.node.site, w.now+httpTimeout, action(func() { e.unreachable("no answer within " + httpTimeout.String()) }))
	e.back = c.delay()
	if !c.node.noTracker {
		w.plan(&w.atTracker, w.now+c.delay(), action(e.arrive))
	}
}

// delay draws how long one way takes.
func (c *client) delay() time.Duration {
	link := &c.node.connection.link
	delay := c.node.world.options.HTTPDelay + link.Delay
	if link.Jitter > 0 {
		delay += time.Duration(c.node.connection.random.Float64() * float64(link.Jitter))
	}
	return delay
}

// arrive brings the request to the tracker, or finds that there is none.
func (e *exchange) arrive() {
	w := e.client.node.world
	if e.client.life.overBy(w.now) {
		return
	}
	if w.tracker == nil || w.tracker.life.over() {
		w.plan(&e.client.node.site, w.now+e.back, action(func() {
			e.unreachable("no tracker listens at " + w.options.Settings.TrackerURL + ": connection refused")
		}))
		return
	}
	e.inbox = w.inboxes.take(w)
	e.inbox.of = e
	w.system.Post(w.tracker.pid, &port.AskedTracker{Ask: e.ask, From: e.client.node.addr.Addr().String(), ReplyTo: e.inbox.pid})
}

// reply takes the tracker's answer on its way back.
func (e *exchange) reply(message any) {
	w := e.client.node.world
	w.inboxes.giveBack(e.inbox)
	e.inbox = nil
	if e.client.node.noTracker {
		return
	}
	w.plan(&e.client.node.site, w.now+e.back, action(func() { e.finish(message) }))
}

func (e *exchange) unreachable(cause string) {
	if e.inbox != nil {
		e.inbox.of = nil // the tracker may still answer it: it is not used again
		e.inbox = nil
	}
	e.finish(&messages.Unreachable{Ask: e.ask, Cause: cause})
}

// finish tells the asker, once, and lets the next request go.
func (e *exchange) finish(message any) {
	if e.answered || e.client.life.over() {
		return
	}
	e.answered = true
	if told, ok := message.(*messages.Owners); ok {
		message = e.client.node.hears(told)
	}
	e.client.node.world.system.Post(e.replyTo, message)
	e.client.queueOf(e.ask).leave()
}

// hears leaves of an answer what the node may know.
func (n *Node) hears(told *messages.Owners) *messages.Owners {
	if n.knows == nil {
		return told
	}
	heard := &messages.Owners{InfoHash: told.InfoHash}
	for _, owner := range told.Owners {
		if n.knows[owner.Node] {
			heard.Owners = append(heard.Owners, owner)
		}
	}
	return heard
}

// inbox is a mailbox for one answer of the tracker, used again for others.
type inbox struct {
	pid port.PID
	of  *exchange // nil: nobody waits
}

// inboxes are the mailboxes that wait for use.
type inboxes struct {
	free []*inbox
	made int
}

func (i *inboxes) take(w *World) *inbox {
	if last := len(i.free) - 1; last >= 0 {
		box := i.free[last]
		i.free = i.free[:last]
		return box
	}
	i.made++
	box := &inbox{}
	box.pid = w.system.Inbox("http/"+strconv.Itoa(i.made), func(message any) {
		if box.of != nil {
			box.of.reply(message)
		}
	})
	return box
}

func (i *inboxes) giveBack(box *inbox) {
	box.of = nil
	i.free = append(i.free, box)
}
