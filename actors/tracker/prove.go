package tracker

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// minProofPause and maxProofPause bound how long a node that answered nowhere is left alone. The pause doubles, and
	// its next REGISTER begins the next proof.
	minProofPause = 10 * time.Second
	maxProofPause = 10 * time.Minute
	// doubtInterval is how often an address is proven again because other nodes say that its node is silent.
	doubtInterval = time.Minute
)

// hellosDue is the timer of the next Hellos.
type hellosDue struct {
	tracker *Actor // the incarnation that set the timer
	number  int
}

// helloTimer is the one timer of all proofs.
type helloTimer struct {
	timer  port.Timer // nil: none is set
	at     time.Time
	number int
}

// candidates returns the addresses that a REGISTER offers.
func (t *Actor) candidates(ask *messages.Register, from string) (candidates, string) {
	if t.ports.Echo == nil {
		return believed(t.offered[:0], ask, from)
	}
	return newCandidates(t.offered[:0], ask, from)
}

// updateAddresses takes in what a node declares, and proves what is not proven.
func (t *Actor) updateAddresses(ctx port.Context, n *node, c *candidates) {
	if !n.sameAddresses(c) {
		t.releaseAddresses(n)
		n.setAddresses(c)
		t.holdAddresses(n)
		t.ports.Ledger.PutNode(n.record())
	}
	now := t.ports.Clock.Now()
	if n.stored {
		n.stored = false
		t.doubt(ctx, n)
	}
	if n.more != nil && !now.Before(n.more.retryAt) {
		t.prove(ctx, n)
	}
}

// prove begins to prove the addresses of a node that are not proven.
func (t *Actor) prove(ctx port.Context, n *node) {
	if t.ports.Echo == nil || n.more == nil {
		return
	}
	for i := range n.more.list {
		if a := &n.more.list[i]; !a.proven && !a.pending {
			a.pending = t.proofs.add(&proof{node: n, addr: a.addr, asked: a.addr.Addr() == n.more.source})
		}
	}
	n.more.retryAt = t.ports.Clock.Now().Add(maxProofPause)
	t.sendHellos(ctx)
}

// doubt proves again the addresses of a node that were proven before. They are named to others meanwhile.
func (t *Actor) doubt(ctx port.Context, n *node) {
	if t.ports.Echo == nil {
		return
	}
	for _, a := range n.addressList() {
		if a.proven && !a.pending {
			p := &proof{node: n, addr: a.addr, asked: a.addr.Addr() == n.source(), doubt: true}
			n.change(a.addr, func(a *address) { a.pending = t.proofs.add(p) })
		}
	}
	t.sendHellos(ctx)
}

// sendHellos sends the Hellos that are due, ends the proofs that failed, and sets the timer for the next ones.
func (t *Actor) sendHellos(ctx port.Context) {
	now := t.ports.Clock.Now()
	for p, failed := t.proofs.next(now); p != nil; p, failed = t.proofs.next(now) {
		switch {
		case t.nodes[p.node.id] != p.node:
			if !failed {
				t.proofs.end(p)
			}
		case failed:
			t.proofFailed(p, now)
		default:
			nonce := p.nonce
			for nonce == 0 {
				nonce = t.ports.Rand.Uint64()
			}
			t.ports.Echo.Prove(p.addr, nonce, ctx.Self())
			t.proofs.sent(p, nonce, now)
		}
	}
	t.setHelloTimer(ctx, now)
}

func (t *Actor) setHelloTimer(ctx port.Context, now time.Time) {
	wait, ok := t.proofs.dueIn(now)
	if !ok || t.helloTimer.timer != nil && !now.Add(wait).Before(t.helloTimer.at) {
		return
	}
	t.stopHelloTimer()
	t.helloTimer.number++
	t.helloTimer.at = now.Add(wait)
	t.helloTimer.timer = t.ports.Clock.After(wait, ctx.Self(), &hellosDue{tracker: t, number: t.helloTimer.number})
}

func (t *Actor) stopHelloTimer() {
	if t.helloTimer.timer != nil {
		t.helloTimer.timer.Stop()
		t.helloTimer.timer = nil
	}
}

func (t *Actor) onHellosDue(ctx port.Context, due *hellosDue) {
	if due.tracker == t && due.number == t.helloTimer.number {
		t.helloTimer.timer = nil
		t.sendHellos(ctx)
	}
}

// echoed takes in that a node answered at an address.
func (t *Actor) echoed(echo *port.Echoed) {
	p := t.proofs.answered(echo.Nonce, echo.Addr)
	if p == nil || t.nodes[p.node.id] != p.node {
		return
	}
	n := p.node
	mayHold := t.takeAddress(n, p)
	n.change(p.addr, func(a *address) { a.pending, a.proven = false, mayHold })
	if !mayHold {
		return
	}
	t.settle(n)
	t.ports.Ledger.PutNode(n.record())
	if !p.doubt {
		t.ports.Journal.Note(messages.NodeProven{AtTracker: about(n.id), Addr: p.addr})
	}
}

// takeAddress reports whether an address that was proven for a node is that node's, and takes it from another node that
// had it before. An answer shows only that some node is there. If two name the same address, it belongs to the one
// whose requests come from there; of two such nodes the first has ended, and of two others the first keeps it.
func (t *Actor) takeAddress(n *node, p *proof) bool {
	other := t.holders[p.addr]
	if other != nil && other != n {
		if !p.asked {
			return false
		}
		other.change(p.addr, func(a *address) { a.proven = false })
		t.ports.Ledger.PutNode(other.record())
	}
	t.holders[p.addr] = n
	return true
}

// proofFailed takes in that a node did not answer at an address.
func (t *Actor) proofFailed(p *proof, now time.Time) {
	n := p.node
	if p.doubt && t.holders[p.addr] == n {
		delete(t.holders, p.addr)
	}
	n.change(p.addr, func(a *address) { a.pending, a.proven = false, false })
	if n.addr.IsValid() { // it answers elsewhere
		return
	}
	for _, a := range n.more.list {
		if a.pending {
			return
		}
	}
	n.more.retryAt = now.Add(min(minProofPause<<min(n.more.failures, 10), maxProofPause))
	n.more.failures++
	if !n.more.silent {
		n.more.silent = true
		t.ports.Journal.Note(messages.NodeUnreachable{AtTracker: about(n.id), Addr: n.shown()})
	}
}

// holdAddresses notes that the proven addresses of a node are its own.
func (t *Actor) holdAddresses(n *node) {
	if t.ports.Echo == nil {
		return
	}
	for _, a := range n.addressList() {
		if a.proven {
			t.holders[a.addr] = n
		}
	}
}

// releaseAddresses takes back what holdAddresses noted.
func (t *Actor) releaseAddresses(n *node) {
	if t.ports.Echo == nil || n.more == nil && !n.addr.IsValid() {
		return
	}
	for _, a := range n.addressList() {
		if t.holders[a.addr] == n {
			delete(t.holders, a.addr)
		}
	}
}

// reach returns what a node is told of whether others can fetch from it.
func (n *node) reach() messages.Reach {
	switch {
	case n.more != nil && n.more.silent:
		return messages.ReachNone
	case n.localOnly:
		return messages.ReachLocal
	}
	return messages.ReachUnknown
}
