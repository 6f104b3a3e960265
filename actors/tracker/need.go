package tracker

import (
	"swarm/actors/port"
	"swarm/messages"
)

// need replies with owners of a file (specification, NEED).
func (t *Actor) need(ask *messages.Need, buffer *port.ReplyBuffer) any {
	if _, refused := t.authenticate(ask, ask.Token); refused != nil {
		return refused
	}
	want := min(max(t.ports.Settings.OwnersPerNeed, 1), maxOwnersPerNeed)
	if ask.Want > 0 {
		want = min(want, ask.Want)
	}
	reply := &buffer.Owners
	reply.InfoHash, reply.Owners = ask.InfoHash, reply.Owners[:0]
	if f := t.files[ask.InfoHash]; f != nil && t.ports.Settings.OwnerRanking == messages.RankAtRandom {
		reply.Owners = t.choice.atRandom(reply.Owners, &f.owners, ask.Node, want)
	} else if f != nil {
		reply.Owners = t.choice.byFrequency(reply.Owners, &f.owners, ask.Node, want)
	}
	t.ports.Journal.Note(messages.NodeNeeded{
		AtTracker: about(ask.Node), InfoHash: ask.InfoHash, Owners: len(reply.Owners),
	})
	return reply
}
