package check

import (
	"fmt"
	"time"

	"swarm/messages"
	"swarm/runtime/system"
	"swarm/simulations/world"
)

// leaks checks that nothing outlives its purpose. A node without a download has no downloader, no chunk in flight and
// no buffer in use. A dead node has no actor. The tracker has one lease for each node that it remembers. When
// everything has been stopped, no actor lives.
type leaks struct {
	pending map[messages.NodeID]map[messages.InfoHash]bool // unfinished downloads
}

func newLeaks() *leaks { return &leaks{pending: map[messages.NodeID]map[messages.InfoHash]bool{}} }

// Name implements Invariant.
func (*leaks) Name() string { return "no actor, chunk or buffer is left behind" }

// Observe implements Invariant.
func (l *leaks) Observe(_ time.Duration, fact messages.Fact) error {
	switch f := fact.(type) {
	case messages.DownloadStarted:
		if l.pending[f.Node] == nil {
			l.pending[f.Node] = map[messages.InfoHash]bool{}
		}
		l.pending[f.Node][f.File.InfoHash] = true
	case messages.DownloadFinished:
		delete(l.pending[f.Node], f.File.InfoHash)
	case messages.SharingStopped:
		delete(l.pending[f.Node], f.InfoHash)
	case world.NodeStarted:
		delete(l.pending, f.Node)
	}
	return nil
}

// End implements Invariant.
func (l *leaks) End(w *world.World) error {
	leases := 0
	var first error
	w.Actors(func(pid string, kind system.Kind, node messages.NodeID) {
		switch {
		case first != nil:
		case kind == system.KindLease:
			leases++
		case kind == system.KindTracker:
		default:
			first = l.checkActor(w, pid, kind, node)
		}
	})
	if first != nil {
		return first
	}
	if remembered := w.Registered(); w.TrackerAlive() && leases != remembered {
		return &Breach{Saw: fmt.Sprintf("the tracker has %d leases and remembers %d nodes", leases, remembered),
			Want: "one lease for each node"}
	}
	return l.buffers(w)
}

// checkActor checks that one actor of a node should be alive.
func (l *leaks) checkActor(w *world.World, pid string, kind system.Kind, node messages.NodeID) error {
	n := w.Node(node)
	if n == nil || !n.Alive() {
		return breach(node, pid+" lives", "a node that is dead has no actor")
	}
	if fetches := kind == system.KindDownload || kind == system.KindDownloader; fetches && len(l.pending[node]) == 0 {
		return breach(node, pid+" lives", "a node that fetches nothing has no "+string(kind))
	}
	return nil
}

func (l *leaks) buffers(w *world.World) error {
	for _, n := range w.Nodes() {
		if len(l.pending[n.ID()]) > 0 && n.Alive() {
			continue
		}
		if count, _ := n.Streams(); count > 0 || n.BufferBytes() > 0 {
			return breach(n.ID(), fmt.Sprintf("%d chunks are in flight and %d bytes of buffers are in use", count,
				n.BufferBytes()),
				"a node that fetches nothing holds neither")
		}
	}
	return nil
}

// Closed implements Closer.
func (*leaks) Closed(w *world.World) error {
	if living := w.Living(); living > 0 {
		return &Breach{Saw: fmt.Sprintf("%d actors live after the end", living), Want: "none"}
	}
	return nil
}
