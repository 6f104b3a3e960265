package tracker

import (
	"cmp"
	"net/netip"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// node is what the tracker knows of one node. The fields that a NEED reads come first and share one cache line: the
// struct has 192 bytes, a size that the allocator aligns to 64.
type node struct {
	addr      netip.AddrPort // where its datagrams go: an address that is proven; invalid: none is
	frequency uint64         // upload frequency: chunks since the node registered
	id        messages.NodeID
	newcomer  int32    // place among the newcomers, from 1; 0: it is none
	silence   *silence // nil: no other node has reported it
	origin    *origin  // what its registration counts for; it stays when the node moves
	tokenHash [32]byte
	credited  uint64     // how much of the node's running total frequency already includes
	files     []*holding // invariant: ascending by info-hash
	renewed   time.Time  // time of the last REGISTER; for a node from the database at first the start of the tracker
	lease     port.PID
	oldLease  string // the PID of the lease before, when that one ended while the node was alive; else ""
	confirmed bool   // false: its files were read from the database, and it has not declared them since
	stored    bool   // its address was read from the database, and not proven since
	stockPort uint16 // TCP port where it speaks BitTorrent; 0: it does not
	localOnly bool   // a node on another host wanted its address, and only the tracker's host can use it
	more      *addresses
}

// record returns the node's row of the database.
func (n *node) record() messages.NodeRecord {
	return messages.NodeRecord{
		Node: n.id, Addr: n.shown(), TokenHash: n.tokenHash, UploadFrequency: n.frequency, Credited: n.credited,
	}
}

// roster holds the registered nodes.
type roster struct {
	nodes  map[messages.NodeID]*node
	leases map[string]*node // by the lease's PID
	origins
	newcomers
	ids ordered[messages.NodeID]
}

func newRoster() roster {
	return roster{
		nodes:   make(map[messages.NodeID]*node),
		leases:  make(map[string]*node),
		origins: newOrigins(),
		ids:     ordered[messages.NodeID]{compare: cmp.Compare[messages.NodeID]},
	}
}

// add inserts a node that is not in the roster, and counts it for the address that it registered from.
func (r *roster) add(n *node, from netip.Addr) {
	r.origins.add(n, from)
	r.nodes[n.id] = n
	r.ids.insert(n.id)
}

// copyRenewals copies the time of each node's last REGISTER from another roster.
func (r *roster) copyRenewals(other *roster) {
	for id, n := range r.nodes {
		if known := other.nodes[id]; known != nil {
			n.renewed = known.renewed
		}
	}
}

// remove removes a node.
func (r *roster) remove(n *node) {
	r.origins.remove(n)
	r.settle(n)
	delete(r.nodes, n.id)
	if n.lease != nil {
		delete(r.leases, n.lease.Id)
	}
	delete(r.leases, n.oldLease)
	r.ids.remove(n.id)
}

// setLease gives a node its first lease, or a new one. The previous lease still leads to the node, because supervision
// may report that it gave that lease up after the lease has ended.
func (r *roster) setLease(n *node, lease port.PID) {
	delete(r.leases, n.oldLease)
	if n.lease != nil {
		n.oldLease = n.lease.Id
	}
	n.lease = lease
	r.leases[lease.Id] = n
}

// nodeOf returns the node of a present or previous lease, or nil if the node is not registered any more.
func (r *roster) nodeOf(lease port.PID) *node { return r.leases[lease.Id] }
