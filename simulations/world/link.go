package world

import "time"

// Link is how a node hangs on the network: an uplink and a downlink, each with a queue, to a core that is never busy. A
// packet crosses the sender's uplink and delay, and then the receiver's delay and downlink. Faults strike on the way down
// to the node whose Link names them, so that a link may lose in one direction alone; each is a probability of one packet.
type Link struct {
	Up, Down  int64         // bytes a second; zero: no limit
	Delay     time.Duration // one way, to the core
	Jitter    time.Duration // up to this much more, evenly drawn; it never changes the order of packets
	Queue     int64         // bytes of blocks that wait at the downlink, and of control packets at either; zero: 256 KiB
	Loss      float64
	Duplicate float64
	Reorder   float64       // the packet comes later than those behind it
	ReorderBy time.Duration // at most this much later; zero: 10 ms
	Corrupt   float64       // bits flip: the checksum finds it, and the packet is lost, but it has used the downlink
	BatchLoss float64       // of blocks that leave in batches alone: segmentation offload gone wrong
	MTU       int64         // bytes, with IP and UDP headers; what is longer vanishes. Zero: the nodes do not ask for more than usual
}

// carries tells whether a packet of so many bytes fits the link.
func (l Link) carries(size int64) bool { return l.MTU == 0 || size <= l.MTU }

// lane is one direction of a link: a rate, and the instant until which what it was given keeps it busy.
type lane struct {
	rate int64 // bytes a second; zero: no limit
	busy time.Duration
}

// wait is how long what comes now stands in the queue.
func (l *lane) wait(now time.Duration) time.Duration { return max(l.busy-now, 0) }

// backlog is how many bytes stand in the queue.
func (l *lane) backlog(now time.Duration) int64 {
	return int64(float64(l.wait(now)) * float64(l.rate) / float64(time.Second))
}

// takes is how long the lane needs for this many bytes.
func (l *lane) takes(size int64) time.Duration {
	if l.rate <= 0 {
		return 0
	}
	return time.Duration(float64(size) * float64(time.Second) / float64(l.rate))
}

// push gives the lane bytes that began to come at from; it is the instant at which they are through.
func (l *lane) push(from time.Duration, size int64) time.Duration {
	if l.rate <= 0 {
		return from
	}
	l.busy = max(l.busy, from) + l.takes(size)
	return l.busy
}

// connection is a node's place on the network, across its incarnations.
type connection struct {
	link    Link
	bulk    lane                   // up: blocks, in the order in which they are served
	control lane                   // up: control packets, which go ahead of blocks, as fair queues let thin flows do (RFC 8290)
	down    lane                   // of blocks
	heard   lane                   // down: control packets
	random  *Rand                  // faults and delays of what this node sends
	latest  map[flow]time.Duration // when the last packet of a flow arrives; only of flows with jitter
}

// flow is what one sender sends to this node over one of its lanes.
type flow struct {
	from *connection
	bulk bool
}

func newConnection(link Link, random *Rand) *connection {
	setDefault(&link.Queue, 256<<10)
	setDefault(&link.ReorderBy, 10*time.Millisecond)
	return &connection{link: link, random: random, latest: map[flow]time.Duration{},
		bulk: lane{rate: link.Up}, control: lane{rate: link.Up}, down: lane{rate: link.Down}, heard: lane{rate: link.Down}}
}

// relink changes the link of a living node; what is on its way stays as it was.
func (c *connection) relink(link Link) {
	fresh := newConnection(link, c.random)
	c.link, c.bulk.rate, c.control.rate, c.down.rate, c.heard.rate = fresh.link, link.Up, link.Up, link.Down, link.Down
}

// sendControl puts a control packet on the uplink: the instant at which it has left, or false when the queue is full.
// The blocks that wait behind it leave later by as much.
func (c *connection) sendControl(now time.Duration, size int64) (time.Duration, bool) {
	if c.control.backlog(now)+size > c.link.Queue {
		return 0, false
	}
	if c.bulk.rate > 0 && c.bulk.busy > now {
		c.bulk.busy += c.bulk.takes(size)
	}
	return c.control.push(now, size), true
}

// hearControl takes a control packet off the downlink, unless too many have just come. It is there at once, ahead of the
// blocks that wait, as on the way up: what it takes of the link delays the blocks behind it.
func (c *connection) hearControl(now time.Duration, size int64) bool {
	if c.heard.backlog(now)+size > c.link.Queue {
		return false
	}
	c.down.push(now, size)
	c.heard.push(now, size)
	return true
}

// arrival draws when something that left a sender reaches this node's downlink, behind all that left before it.
func (c *connection) arrival(from *connection, left time.Duration, bulk bool) time.Duration {
	at := left + from.link.Delay + c.link.Delay
	jitter := from.link.Jitter + c.link.Jitter
	if jitter == 0 {
		return at
	}
	f := flow{from: from, bulk: bulk}
	at = max(at+time.Duration(from.random.Float64()*float64(jitter)), c.latest[f])
	c.latest[f] = at
	return at
}

// later draws by how much a reordered packet comes later.
func (c *connection) later(chance *Rand) time.Duration {
	return time.Duration(chance.Float64() * float64(c.link.ReorderBy))
}
