package tracker

import (
	"swarm/actors/port"
	"swarm/messages"
)

// atRandom draws owners of which each is as likely as the others, whatever they have uploaded; a whole one is among them,
// if there is one. It appends them to named, and goes through all of them: it is there to compare with, and not for a large
// tracker.
func (o *owners) atRandom(named []messages.Owner, rand port.Rand, asker messages.NodeID, want int) []messages.Owner {
	left := o.others(nil, asker)
	chosen := left[:min(want, len(left))]
	for i := range chosen {
		at := i + rand.IntN(len(left)-i)
		left[i], left[at] = left[at], left[i]
	}
	o.ensureWhole(rand, chosen, asker)
	for _, at := range chosen {
		named = append(named, o.owner(at))
	}
	return named
}
