package tracker

import (
	"swarm/actors/port"
	"swarm/messages"
)

// ownersLimit is the most owners one NEED gets, whatever the settings say: the sums of a choice stay below 2^60.
const ownersLimit = 1000

// need names owners of a file (specification, NEED).
func (t *Actor) need(ask *messages.Need, buffer *port.ReplyBuffer) any {
	if _, refused := t.prove(ask, ask.Token); refused != nil {
		return refused
	}
	want := min(max(t.ports.Settings.OwnersPerNeed, 1), ownersLimit)
	if ask.Want > 0 {
		want = min(want, ask.Want)
	}
	reply := &buffer.Owners
	reply.InfoHash, reply.Owners = ask.InfoHash, reply.Owners[:0]
	if f := t.files[ask.InfoHash]; f != nil && t.ports.Settings.OwnerRanking == messages.RankAtRandom {
		reply.Owners = f.owners.atRandom(reply.Owners, t.ports.Rand, ask.Node, want)
	} else if f != nil {
		reply.Owners = t.choose(reply.Owners, t.ports.Rand, f, ask.Node, want)
	}
	t.ports.Journal.Note(messages.NodeNeeded{
		AtTracker: about(ask.Node), InfoHash: ask.InfoHash, Owners: len(reply.Owners),
	})
	return reply
}
