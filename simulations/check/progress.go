package check

import (
	"fmt"
	"time"

	"swarm/messages"
	"swarm/simulations/world"
)

const (
	// progressInterval is how often stalled downloads are looked for.
	progressInterval = 10 * time.Second
	// patience is how long a download may stall without a fault: after a failure, the back-off of an owner
	// (actors/download) and that of the tracker may each last up to half a minute, and one may follow the other.
	patience = 2 * time.Minute
)

// progress checks that downloads go on once faults have ended. A node receives a piece before long if a reachable
// node serves a piece that it lacks. How long that may take depends on how much all nodes want and how fast the links
// are.
type progress struct {
	world          *world.World
	pending        map[want]time.Duration // downloads, and when each last got a piece or began
	calmSince      time.Duration          // when the last fault happened or ended
	nextInspection time.Duration          // when to look again

	// bytes a second that all who serve a file can send; computed once in each inspection
	uplinkSums map[messages.InfoHash]int64
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
	case messages.SharingStopped: // is also noted when a download fails
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
	for w := range p.pending { // the order does not matter for a deletion
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
	for candidate, moved := range p.pending { // of several stalled downloads, the lowest node is reported
		if w.Now()-max(moved, p.calmSince) > patience && (stuck == nil || candidate.node < stuck.node) &&
			p.stuck(w, candidate, moved) {
			stuck = &candidate
		}
	}
	if stuck == nil {
		return nil
	}
	still := w.Now() - max(p.pending[*stuck], p.calmSince)
	p.pending[*stuck] = w.Now() // so that it is reported again only after another patience
	return breach(stuck.node, fmt.Sprintf("no piece arrived for %v, although a reachable node serves one that it lacks",
		still),
		"a download goes on when no fault stops it").inFile(stuck.file)
}

func (p *progress) stuck(w *world.World, download want, moved time.Duration) bool {
	n := w.Node(download.node)
	return n != nil && n.Alive() && n.ReachesTracker() &&
		w.Now()-max(moved, p.calmSince) > patience+4*p.expectedTime(w, n, download.file) &&
		couldFetch(w, n, download.file)
}

// couldFetch reports whether a reachable node serves a piece that a node lacks.
func couldFetch(w *world.World, n *world.Node, file messages.InfoHash) bool {
	if n.Link().Loss > 0.5 || n.Link().Corrupt > 0.5 {
		return false
	}
	for _, other := range w.Nodes() {
		if other != n && other.Serves(file) && other.WrongShare() == 0 && other.ReachesTracker() &&
			other.Link().Loss <= 0.5 && other.Link().Corrupt <= 0.5 &&
			w.Reaches(other.ID(), n.ID()) && w.Reaches(n.ID(), other.ID()) && n.Lacks(file, other) {
			return true
		}
	}
	return false
}

// expectedTime estimates how long all pending downloads of a file take: the time to send all copies over the uplinks
// of those who serve it, plus the time that the node's disk and downlink need for one copy.
func (p *progress) expectedTime(w *world.World, n *world.Node, file messages.InfoHash) time.Duration {
	length, up := w.Length(file), p.uplinkSum(w, file)
	took := transferTime(length*int64(len(p.pending)), up) + transferTime(length, n.DiskSpeed().WriteRate)
	if down := n.Link().Down; down > 0 {
		took += transferTime(length, down)
	}
	return took
}

// uplinkSum returns the sum of the uplinks of all nodes that serve a file. It is computed once in each inspection,
// because thousands of downloads may be stalled.
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
