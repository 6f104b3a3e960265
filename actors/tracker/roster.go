package tracker

import (
	"cmp"
	"net/netip"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// node is what the tracker knows of one node. What others are told of it stands first, in one line of the cache: it takes
// 192 bytes, as many as the allocator gives in places that are a multiple of 64.
type node struct {
	addr      netip.AddrPort // where its datagrams go
	frequency uint64         // upload frequency: chunks, since the node registered
	id        messages.NodeID
	tokenHash [32]byte
	credited  uint64     // the highest running total of the node's process that is in frequency already
	weight    uint64     // what choices go by; trails frequency+1 by at most an eighth
	files     []*holding // invariant: ascending by info-hash
	renewed   time.Time  // the last REGISTER; of a node that was restored from the database, the tracker's start at first
	lease     port.PID
	formerly  string // the PID of the lease before, when that one ended while the node was alive; else ""
	confirmed bool   // false: what it owns was read from the database, and it has not said so itself
	_         [16]byte
}

// record gives the node's row of the database.
func (n *node) record() messages.NodeRecord {
	return messages.NodeRecord{
		Node: n.id, Addr: n.addr, TokenHash: n.tokenHash, UploadFrequency: n.frequency, Credited: n.credited,
	}
}

// roster is the nodes that hold a lease.
type roster struct {
	nodes  map[messages.NodeID]*node
	leases map[string]*node // by the lease's PID
	order  ordered[messages.NodeID]
}

func newRoster() roster {
	return roster{
		nodes:  make(map[messages.NodeID]*node),
		leases: make(map[string]*node),
		order:  ordered[messages.NodeID]{compare: cmp.Compare[messages.NodeID]},
	}
}

// add puts a node in that is not there yet.
func (r *roster) add(n *node) {
	r.nodes[n.id] = n
	r.order.insert(n.id)
}

// hearAs takes over when another roster heard of its nodes.
func (r *roster) hearAs(other *roster) {
	for id, n := range r.nodes {
		if known := other.nodes[id]; known != nil {
			n.renewed = known.renewed
		}
	}
}

// remove takes a node out.
func (r *roster) remove(n *node) {
	delete(r.nodes, n.id)
	if n.lease != nil {
		delete(r.leases, n.lease.Id)
	}
	delete(r.leases, n.formerly)
	r.order.remove(n.id)
}

// lend gives a node its first lease, or another one. The one before still leads to the node: that it was given up by
// supervision may be heard later than that it ended.
func (r *roster) lend(n *node, lease port.PID) {
	delete(r.leases, n.formerly)
	if n.lease != nil {
		n.formerly = n.lease.Id
	}
	n.lease = lease
	r.leases[lease.Id] = n
}

// leaseOf gives the node that a lease is or was for, or nil when that is gone.
func (r *roster) leaseOf(lease port.PID) *node { return r.leases[lease.Id] }
