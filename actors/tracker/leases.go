package tracker

import (
	"fmt"

	"swarm/actors/port"
	"swarm/messages"
)

// spawnLease gives a node a lease that ends one tracker interval after the node's last REGISTER. Names are numbered,
// because the node's previous lease may not have stopped yet.
func (t *Actor) spawnLease(ctx port.Context, n *node) {
	t.leased++
	deadline := n.renewed.Add(t.ports.Settings.TrackerInterval)
	t.setLease(n, t.ports.Spawn.Lease(ctx, fmt.Sprintf("lease/%v/%d", n.id, t.leased), n.id, deadline))
}

// renewLease tells a lease that has run out the time of its node's last REGISTER. A lease without a node is stopped.
func (t *Actor) renewLease(ctx port.Context, lease port.PID) {
	n := t.nodeOf(lease)
	if n == nil || !n.lease.Equal(lease) {
		ctx.Stop(lease)
		return
	}
	ctx.Send(lease, &renew{At: n.renewed})
}

// onLeaseEnded forgets the node whose lease ended.
func (t *Actor) onLeaseEnded(ctx port.Context, lease port.PID) {
	if t.stopped {
		return
	}
	n := t.nodeOf(lease)
	if n == nil || !n.lease.Equal(lease) {
		return // the node has left, or has another lease
	}
	if t.ports.Clock.Now().Sub(n.renewed) < t.ports.Settings.TrackerInterval {
		t.spawnLease(ctx, n) // the node was renewed while its lease ended
		return
	}
	t.forget(n)
	t.ports.Journal.Note(messages.NodeExpired{AtTracker: about(n.id)})
}

// onLeaseGivenUp forgets a node whose lease crashed too often, because nothing would notice its silence. If the node is
// alive, its next REGISTER brings it back.
func (t *Actor) onLeaseGivenUp(ctx port.Context, lease port.PID) {
	n := t.nodeOf(lease)
	if n == nil {
		return
	}
	if !n.lease.Equal(lease) {
		ctx.Stop(n.lease) // the end of that lease was reported first, and the node got another
	}
	t.forget(n)
	t.ports.Journal.Note(messages.NodeExpired{AtTracker: about(n.id)})
}
