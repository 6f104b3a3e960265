package world

import "time"

// Link is how a node is connected to the network: an uplink and a downlink, each with a queue, to a core that is
// never congested. A packet passes the sender's uplink and delay, and then the receiver's delay and downlink. Faults
// strike only on the way to the node whose Link names them, so a link can lose packets in one direction alone. Loss,
// Duplicate, Reorder, Corrupt and BatchLoss are probabilities for one packet.
type Link struct {
	Up, Down  int64         // bytes a second; zero: no limit
	Delay     time.Duration // one way, between the node and the core
	Jitter    time.Duration // additional delay, drawn evenly from 0 to this; it never changes the order of packets
	Queue     int64         // of blocks at the downlink, and of control packets in each direction, bytes; zero: 256 KiB
	Loss      float64
	Duplicate float64
	Reorder   float64       // the packet arrives later than packets sent after it
	ReorderBy time.Duration // how much later at most; zero: 10 ms
	Corrupt   float64       // bits flip: the checksum finds it and the packet is dropped, but it has used the downlink
	BatchLoss float64       // for blocks that leave in batches only: models broken segmentation offload
	MTU       int64         // bytes, IP and UDP headers included; zero: no limit, and nodes do not try larger blocks
}

// carries reports whether a packet of size bytes fits the link's MTU.
func (l Link) carries(size int64) bool { return l.MTU == 0 || size <= l.MTU }

// linkQueue is the queue of one direction of a link: a rate, and the instant until which the bytes in it keep the
// link busy.
type linkQueue struct {
	rate      int64 // bytes a second; zero: no limit
	busyUntil time.Duration
}

// delay returns how long bytes that arrive now wait in the queue.
func (q *linkQueue) delay(now time.Duration) time.Duration { return max(q.busyUntil-now, 0) }

// backlog returns how many bytes are in the queue.
func (q *linkQueue) backlog(now time.Duration) int64 {
	return int64(float64(q.delay(now)) * float64(q.rate) / float64(time.Second))
}

// transferTime returns how long the link needs for size bytes.
func (q *linkQueue) transferTime(size int64) time.Duration {
	if q.rate <= 0 {
		return 0
	}
	return time.Duration(float64(size) * float64(time.Second) / float64(q.rate))
}

// push adds bytes that began to arrive at from. It returns the instant at which the last of them has passed the link.
func (q *linkQueue) push(from time.Duration, size int64) time.Duration {
	if q.rate <= 0 {
		return from
	}
	q.busyUntil = max(q.busyUntil, from) + q.transferTime(size)
	return q.busyUntil
}

// connection is a node's place on the network. It lasts across the node's incarnations.
type connection struct {
	link        Link
	upBlocks    linkQueue              // blocks, in the order in which they are served
	upControl   linkQueue              // control packets, which overtake blocks: see sendControl
	downBlocks  linkQueue              // blocks
	downControl linkQueue              // control packets
	random      *Rand                  // faults and delays of what this node sends
	lastArrival map[flow]time.Duration // when the last packet of a flow arrives; only for flows with jitter
}

// flow is what one sender sends to this node: its blocks, or its control packets.
type flow struct {
	from *connection
	bulk bool // blocks; false: control packets
}

func newConnection(link Link, random *Rand) *connection {
	setDefault(&link.Queue, 256<<10)
	setDefault(&link.ReorderBy, 10*time.Millisecond)
	return &connection{link: link, random: random, lastArrival: map[flow]time.Duration{},
		upBlocks: linkQueue{rate: link.Up}, upControl: linkQueue{rate: link.Up}, downBlocks: linkQueue{rate: link.Down},
		downControl: linkQueue{rate: link.Down}}
}

// relink changes the link of a running node. Packets on their way are not affected.
func (c *connection) relink(link Link) {
	fresh := newConnection(link, c.random)
	c.link = fresh.link
	c.upBlocks.rate, c.upControl.rate = link.Up, link.Up
	c.downBlocks.rate, c.downControl.rate = link.Down, link.Down
}

// sendControl puts a control packet on the uplink. It returns the instant at which the packet has left, or false when
// the queue is full. The packet overtakes the blocks that wait, as flow queueing lets thin flows do (RFC 8290), and
// they leave later by the time that it takes.
func (c *connection) sendControl(now time.Duration, size int64) (time.Duration, bool) {
	if c.upControl.backlog(now)+size > c.link.Queue {
		return 0, false
	}
	if c.upBlocks.rate > 0 && c.upBlocks.busyUntil > now {
		c.upBlocks.busyUntil += c.upBlocks.transferTime(size)
	}
	return c.upControl.push(now, size), true
}

// receiveControl takes a control packet off the downlink and reports whether the queue for control packets had space.
// The packet is delivered at once, ahead of the blocks that wait: they are delayed by the time that the packet takes.
func (c *connection) receiveControl(now time.Duration, size int64) bool {
	if c.downControl.backlog(now)+size > c.link.Queue {
		return false
	}
	c.downBlocks.push(now, size)
	c.downControl.push(now, size)
	return true
}

// arrival draws when a packet that left a sender reaches this node's downlink. It never arrives before a packet of
// the same flow that left earlier.
func (c *connection) arrival(from *connection, left time.Duration, bulk bool) time.Duration {
	at := left + from.link.Delay + c.link.Delay
	jitter := from.link.Jitter + c.link.Jitter
	if jitter == 0 {
		return at
	}
	f := flow{from: from, bulk: bulk}
	at = max(at+time.Duration(from.random.Float64()*float64(jitter)), c.lastArrival[f])
	c.lastArrival[f] = at
	return at
}

// reorderDelay draws by how much a reordered packet is late.
func (c *connection) reorderDelay(random *Rand) time.Duration {
	return time.Duration(random.Float64() * float64(c.link.ReorderBy))
}

func (c *connection) carries(size int64) bool { return c.link.carries(size) }
