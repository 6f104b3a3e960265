package replay

import (
	"time"

	"swarm/messages"
)

// observe handles each fact. It is called while an actor processes a message, so it must not change the world; what
// it plans with At happens later.
func (r *run) observe(at time.Duration, fact messages.Fact) {
	at -= r.origin
	if !r.started {
		at = 0
	}
	switch f := fact.(type) {
	case messages.PieceVerified:
		r.verified(f)
	case messages.DownloadFinished:
		r.finished(at, f)
	case messages.NodeOwned:
		if f.State == messages.HoldingWhole && !r.started {
			r.announced[announcement{f.About, f.InfoHash}] = true
		}
	}
	for _, c := range r.clauses {
		c.observe(at, fact)
	}
	if r.options.Report != nil {
		r.options.Report.Observe(at, fact)
	}
	if r.options.Observe != nil {
		r.options.Observe(at, fact)
	}
}

// member returns the node with an id, or nil.
func (r *run) member(id messages.NodeID) *member {
	if id == 0 || int(id) > len(r.members) {
		return nil
	}
	return r.members[id-1]
}

func (r *run) verified(f messages.PieceVerified) {
	r.fetched += f.Bytes
	if m := r.member(f.Node); m != nil {
		m.fetched += f.Bytes
		m.pieces++
	}
	if m := r.member(f.Owner); m != nil {
		m.sent += f.Bytes
	}
}

func (r *run) finished(at time.Duration, f messages.DownloadFinished) {
	m, file := r.member(f.Node), r.byHash[f.File.InfoHash]
	if m == nil {
		return
	}
	for i, wanted := range m.wants {
		if wanted == file && m.completedAt[i] == Never {
			m.completedAt[i] = at
			m.missing--
		}
	}
	if m.missing > 0 || m.finished != Never {
		return
	}
	m.finished = at
	r.updateWaiting(m)
	if d := m.group.Depart; d.Leaves && d.Done {
		r.world.At(d.After, func() { r.leave(m) })
	}
}

func (r *run) fail(at time.Duration, of, what string) {
	if len(r.failures) < maxFailures {
		r.failures = append(r.failures, Failure{At: at, Rule: of, What: what})
	}
}
