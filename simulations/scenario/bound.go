package scenario

import (
	"time"

	"swarm/messages"
)

// Bound is Kumar and Ross's lower bound on the time to distribute a file of F = size bytes to N = count receivers.
// ownersUp (us) is the sum of the first owners' uplinks, slowestDown (dmin) the slowest downlink of a receiver, and
// receiversUp (Σui) the sum of the receivers' uplinks, in bytes a second: max(F/us, F/dmin, N·F/(us+Σui)) (R. Kumar
// and K. Ross, "Peer-assisted file distribution: the minimum distribution time", HotWeb 2006). A rate of zero is no
// limit.
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

// Bound returns the lower bound of a plan: the highest of its files' bounds. Files that are distributed at the same
// time share links, so the bound holds for them too, but is not tight. Zero means that there is no bound: no node
// wants anything, or links have no limit.
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
		highest = max(highest, Bound(int64(file.Size), int64(ownersUp), int64(slowest), int64(receiversUp),
			len(wanting)))
	}
	return highest
}
