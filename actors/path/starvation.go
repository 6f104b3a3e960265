package path

import (
	"slices"

	"swarm/actors/port"
)

// starvation tells downloads that the window is larger than the work that they gave this owner. On a path with a large
// bandwidth-delay product, a number of chunks that is enough elsewhere fills a part of the window only, and the window
// does not grow beyond what arrives.
type starvation struct {
	reported int // the window, in bytes, when downloads were last told; 0: they were not told since they gave work
}

const (
	// starvedGrowth is by how much the window must have grown before downloads are told again.
	starvedGrowth = 1.25
	// minStarvedWindow is the smallest window, in bytes, of which downloads are told. A smaller one is filled by the
	// chunks that they give every owner, or stands in the queue of an owner with a low upload limit.
	minStarvedWindow = 256 << 10
)

// due reports whether downloads are to be told that so many bytes of work would fill the window.
func (s *starvation) due(window int) bool {
	if float64(window) < max(starvedGrowth*float64(s.reported), minStarvedWindow) {
		return false
	}
	s.reported = window
	return true
}

// noteStarved tells downloads when the window of a long path has space for a request, and nothing is left to be asked
// for. What arrives while that lasts says little about the path's rate.
func (a *Actor) noteStarved(ctx port.Context) {
	if len(a.fetches) == 0 || !a.congestion.Long() {
		return
	}
	wanted := func(f *fetch) bool { return f.want.Count() > 0 }
	last := a.fetches[len(a.fetches)-1]
	if slices.ContainsFunc(a.fetches, wanted) || a.available(last, a.ports.Network.ReceiveWindow()) == 0 {
		return
	}
	a.congestion.NoteAppLimited()
	window := a.congestion.Carries()
	if !a.starvation.due(window) {
		return
	}
	for _, i := range a.answered {
		if slices.ContainsFunc(a.fetches, func(f *fetch) bool { return f.file == i.File }) {
			ctx.Send(i.ReplyTo, &port.OwnerStarved{Owner: a.owner, Window: window})
		}
	}
}
