package check

import (
	"fmt"
	"net/netip"
	"time"

	"swarm/messages"
	"swarm/runtime/system"
	"swarm/simulations/world"
)

// settleTime is how long a receipt may take to be counted and credited, including retransmissions and the UPDATE that
// follows.
const settleTime = 2 * time.Minute

// credit checks that uploaded bytes are credited once. An owner may count an upload only if its receiver completed
// chunks of as many bytes from it that were not counted yet. The tracker may credit a node with no more than the bytes
// that the node counted, in chunks. In a run without faults, all received chunks are counted and credited in the end.
type credit struct {
	world     *world.World
	uncounted map[transfer]int64         // bytes of chunks that were received and not counted yet
	counted   map[messages.NodeID]int64  // bytes of uploads that each owner counted
	processes map[messages.NodeID]int64  // of each node: each counts a begun chunk as one
	credited  map[messages.NodeID]uint64 // the highest upload frequency that the tracker noted
	// nodes whose name was free and is used by another node, which may claim anything
	impersonated map[messages.NodeID]bool
	hosts        map[messages.NodeID]messages.NodeID // by id: the node at the address with which the id was registered
	// by receiver: chunks that may have completed without being noted, because of a crash
	unconfirmed  map[messages.NodeID]int
	disturbed    bool          // there was a fault, so receipts may have been lost
	lastReceived time.Duration // when a chunk was last received
}

// transfer is from one owner to one receiver.
type transfer struct{ owner, receiver messages.NodeID }

func newCredit() *credit {
	return &credit{uncounted: map[transfer]int64{}, counted: map[messages.NodeID]int64{},
		processes: map[messages.NodeID]int64{},
		credited:  map[messages.NodeID]uint64{}, impersonated: map[messages.NodeID]bool{},
		hosts:       map[messages.NodeID]messages.NodeID{},
		unconfirmed: map[messages.NodeID]int{}}
}

// Name implements Invariant.
func (*credit) Name() string { return "every upload is credited once" }

// Begin implements Beginner.
func (c *credit) Begin(w *world.World) { c.world = w }

// Observe implements Invariant.
func (c *credit) Observe(at time.Duration, fact messages.Fact) error {
	switch f := fact.(type) {
	case messages.ChunkReceived:
		c.uncounted[transfer{c.host(f.Owner), f.Node}] += f.Bytes
		c.lastReceived = at
	case messages.ChunkUploaded:
		c.counted[f.Node] += f.Bytes
		return c.count(f)
	case messages.NodeRegistered:
		receiver := c.receiver(f.Addr)
		c.impersonated[f.About] = receiver != f.About
		c.hosts[f.About] = receiver
	case world.NodeStarted:
		c.processes[f.Node]++
	case world.StrangerActed: // what strangers take may delay receipts
		c.disturbed = true
	case messages.NodeUpdated:
		return c.update(f)
	case messages.ActorRestarted:
		c.disturbed = true
		if system.Kind(f.Kind) == system.KindDownload { // its chunks in flight may complete without being noted
			settings := c.world.Options().Settings
			c.unconfirmed[f.Node] += settings.MaxSplitnessRate * settings.MaxChunksPerOwner
		}
	case messages.ActorGivenUp:
		c.disturbed = true
		c.unconfirmed[f.Node]++
	default:
		c.disturbed = c.disturbed || disturbs(fact)
	}
	return nil
}

// count checks an upload that an owner counted.
func (c *credit) count(f messages.ChunkUploaded) error {
	receiver := c.receiver(f.To)
	chunk := transfer{f.Node, receiver}
	switch {
	case f.Bytes > 0 && c.uncounted[chunk] >= f.Bytes:
		c.uncounted[chunk] -= f.Bytes
	case f.Bytes > 0 && c.unconfirmed[receiver] > 0:
		c.unconfirmed[receiver]--
	default:
		return breach(f.Node,
			fmt.Sprintf("it counted an upload of %d bytes to node %v, which completed %d uncounted bytes",
				f.Bytes, receiver, c.uncounted[chunk]),
			"each byte that a receiver completes counts once").inFile(f.InfoHash)
	}
	return nil
}

// host returns the node at the address that the tracker knows for an owner: a stranger may have given another's.
func (c *credit) host(owner messages.NodeID) messages.NodeID {
	if host := c.hosts[owner]; host != 0 {
		return host
	}
	return owner
}

func (c *credit) receiver(addr netip.AddrPort) messages.NodeID {
	if n := c.world.NodeAt(addr); n != nil {
		return n.ID()
	}
	return 0
}

func (c *credit) update(f messages.NodeUpdated) error {
	if c.impersonated[f.About] {
		return nil
	}
	c.credited[f.About] = max(c.credited[f.About], f.UploadFrequency)
	if counted := c.chunks(f.About) + uint64(max(c.processes[f.About]-1, 0)); f.UploadFrequency > counted {
		return breach(f.About, fmt.Sprintf("the tracker credits it with %d uploads, and it counted %d",
			f.UploadFrequency, counted),
			"the tracker credits what a node counted, once")
	}
	return nil
}

// chunks returns how many chunks the bytes are that a node counted; one that was begun counts.
func (c *credit) chunks(owner messages.NodeID) uint64 {
	length := c.world.Options().Settings.ChunkLength
	return uint64((c.counted[owner] + length - 1) / length)
}

// End implements Invariant.
func (c *credit) End(w *world.World) error {
	if c.disturbed || w.Now() < c.lastReceived+settleTime || !w.TrackerAlive() {
		return nil
	}
	for _, n := range w.Nodes() {
		if n.Link().Loss > 0.05 { // all ten transmissions of a receipt may be lost
			return nil
		}
	}
	for _, n := range w.Nodes() {
		if lost := c.notCounted(n.ID()); lost > 0 {
			return breach(n.ID(), fmt.Sprintf("%d bytes that others received from it were not counted", lost),
				"each chunk that a receiver completes counts")
		}
		if counted, credited := c.chunks(n.ID()), c.credited[n.ID()]; counted != credited {
			return breach(n.ID(), fmt.Sprintf("it counted %d uploads, and the tracker credits it with %d", counted,
				credited),
				"the tracker credits what a node counted")
		}
	}
	return nil
}

// notCounted returns how many bytes of an owner were received and not counted.
func (c *credit) notCounted(owner messages.NodeID) int64 {
	total := int64(0)
	for chunk, missing := range c.uncounted { // the order does not matter for a sum
		if chunk.owner == owner {
			total += missing
		}
	}
	return total
}
