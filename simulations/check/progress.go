package check

import (
	"fmt"
	"time"

	"swarm/messages"
	"swarm/simulations/world"
)

const (
	// progressEvery is how often nodes are looked at that stand still.
	progressInterval = 10 * time.Second
	// patience is how long a download may stand still for reasons of its own: owners are left alone for up to half a minute
	// after they failed (actors/download), the tracker is asked again after as long, and both may fall together.
	patience = 2 * time.Minute
)

// progress: once faults heal, downloads go on. A node that could fetch, because somebody who can be reached serves a piece
// that it lacks, gets a piece before long. How long depends on how much everybody wants and how fast the links are.
type progress struct {
	world          *world.World
	pending        map[want]time.Duration // when it last got a piece, or began
	calmSince      time.Duration          // since when nothing was disturbed
	nextInspection time.Duration          // when to look again

	uplinkSums map[messages.InfoHash]int64 // bytes a second that all who serve a file can send; of one look
}

// want is one download.
type want struct {
	node messages.NodeID
	file messages.InfoHash
}

func newProgress() *progress { return &progress{pending: map[want]time.Duration{}} }

// Name implements Invariant.
func (*progress) Name() string { return "downloads go on once faults heal" }

// Begin implements Beginner.
func (p *progress) Begin(w *world.World) { p.world = w }

// Observe implements Invariant.
func (p *progress) Observe(at time.Duration, fact messages.Fact) error {
	switch f := fact.(type) {
	case messages.DownloadStarted:
		p.pending[want{f.Node, f.File.InfoHash}] = at
	case messages.PieceVerified:
		p.pending[want{f.Node, f.InfoHash}] = at
	case messages.DownloadFinished:
		delete(p.pending, want{f.Node, f.File.InfoHash})
	case messages.SharingStopped: // a download that fails says this as well
		delete(p.pending, want{f.Node, f.InfoHash})
		p.calmSince = at
	case world.NodeCrashed:
		p.forget(f.Node, at)
	case world.NodeEnded:
		p.forget(f.Node, at)
	case world.NodeStarted, world.TrackerStarted:
		p.calmSince = at
	default:
		if disturbs(fact) {
			p.calmSince = at
		}
	}
	return nil
}

func (p *progress) forget(node messages.NodeID, at time.Duration) {
	p.calmSince = at
	for w := range p.pending { // the order reaches nobody
		if w.node == node {
			delete(p.pending, w)
		}
	}
}

// Look implements Looker.
func (p *progress) Inspect(w *world.World) error {
	if w.Now() < max(p.nextInspection, p.calmSince+patience) || !w.TrackerAlive() {
		return nil
	}
	p.nextInspection = w.Now() + progressInterval
	p.uplinkSums = map[messages.InfoHash]int64{}
	var stuck *want
	for candidate, moved := range p.pending { // the lowest node of those that are stuck is told
		if w.Now()-max(moved, p.calmSince) > patience && (stuck == nil || candidate.node < stuck.node) && p.stuck(w, candidate, moved) {
			stuck = &candidate
		}
	}
	if stuck == nil {
		return nil
	}
	still := w.Now() - max(p.pending[*stuck], p.calmSince)
	p.pending[*stuck] = w.Now() // it is told again only after as long
	return breach(stuck.node, fmt.Sprintf("no piece came for %v, though somebody serves what it lacks", still),
		"a download goes on when nothing keeps it").inFile(stuck.file)
}

func (p *progress) stuck(w *world.World, of want, moved time.Duration) bool {
	n := w.Node(of.node)
	return n != nil && n.Alive() && n.ReachesTracker() &&
		w.Now()-max(moved, p.calmSince) > patience+4*p.expectedTime(w, n, of.file) && couldFetch(w, n, of.file)
}

// couldFetch tells whether somebody who can be reached serves a piece that a node lacks.
func couldFetch(w *world.World, n *world.Node, file messages.InfoHash) bool {
	if n.Link().Loss > 0.5 || n.Link().Corrupt > 0.5 {
		return false
	}
	for _, other := range w.Nodes() {
		if other != n && other.Serves(file) && other.WrongShare() == 0 && other.ReachesTracker() && other.Link().Loss <= 0.5 && other.Link().Corrupt <= 0.5 &&
			w.Reaches(other.ID(), n.ID()) && w.Reaches(n.ID(), other.ID()) && n.Lacks(file, other) {
			return true
		}
	}
	return false
}

// whole estimates how long everybody's download takes together: the lower bound with the slowest of what is in the way.
func (p *progress) expectedTime(w *world.World, n *world.Node, file messages.InfoHash) time.Duration {
	length, up := w.Length(file), p.uplinkSum(w, file)
	took := transferTime(length*int64(len(p.pending)), up) + transferTime(length, n.DiskSpeed().WriteRate)
	if down := n.Link().Down; down > 0 {
		took += transferTime(length, down)
	}
	return took
}

// uplinks adds the uplinks of all who serve a file, once for each look: thousands may stand still at a time.
func (p *progress) uplinkSum(w *world.World, file messages.InfoHash) int64 {
	if up, known := p.uplinkSums[file]; known {
		return up
	}
	up := int64(0)
	for _, other := range w.Nodes() {
		if other.Serves(file) {
			rate := other.Link().Up
			if rate == 0 {
				rate = 1 << 40
			}
			up += rate
		}
	}
	p.uplinkSums[file] = up
	return up
}

func transferTime(bytes, rate int64) time.Duration {
	return time.Duration(float64(bytes) / float64(max(rate, 1)) * float64(time.Second))
}

// End implements Invariant.
func (p *progress) End(*world.World) error { return nil }
