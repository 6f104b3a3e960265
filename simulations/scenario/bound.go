package scenario

import (
	"time"

	"swarm/messages"
)

// Bound is Kumar and Ross's lower bound on the time to distribute a file of size bytes from owners whose uplinks are
// ownersUp bytes a second together to count receivers, of which the slowest has a downlink of slowestDown and all together
// have uplinks of receiversUp: max(F/us, F/dmin, N·F/(us+Σui)) (R. Kumar and K. Ross, "Peer-assisted file distribution:
// the minimum distribution time", HotWeb 2006). A rate of zero is no limit.
func Bound(size, ownersUp, slowestDown, receiversUp int64, count int) time.Duration {
	bound := time.Duration(0)
	over := func(bytes float64, rate int64) {
		if rate > 0 {
			bound = max(bound, time.Duration(bytes/float64(rate)*float64(time.Second)))
		}
	}
	if count == 0 {
		return 0
	}
	over(float64(size), ownersUp)
	over(float64(size), slowestDown)
	if ownersUp > 0 && receiversUp > 0 {
		over(float64(count)*float64(size), ownersUp+receiversUp)
	}
	return bound
}

// Bound is the lower bound of a plan: that of the file for which it is the highest. Several files at once share links, so
// it holds for them too, and is not tight. Zero says nothing: nobody wants anything, or a link has no limit.
func (p *Plan) Bound() time.Duration {
	links := map[messages.NodeID]Link{}
	for _, m := range p.Members() {
		links[m.ID] = p.Nodes[m.Group].Link
	}
	highest := time.Duration(0)
	for i, file := range p.Files {
		wanting := p.Wanting(i)
		ownersUp, receiversUp, slowest := Rate(0), Rate(0), Rate(0)
		unlimited := false
		for _, id := range p.Owners(i) {
			ownersUp += links[id].Up
			unlimited = unlimited || links[id].Up == 0
		}
		if unlimited {
			ownersUp = 0
		}
		unlimited = false
		for _, id := range wanting {
			receiversUp += links[id].Up
			unlimited = unlimited || links[id].Up == 0
			if down := links[id].Down; down > 0 && (slowest == 0 || down < slowest) {
				slowest = down
			}
		}
		if unlimited {
			receiversUp = 0
		}
		highest = max(highest, Bound(int64(file.Size), int64(ownersUp), int64(slowest), int64(receiversUp), len(wanting)))
	}
	return highest
}
