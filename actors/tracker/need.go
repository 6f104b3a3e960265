package tracker

import (
	"swarm/actors/port"
	"swarm/messages"
)

// need replies with owners of a file (specification, NEED).
func (t *Actor) need(ctx port.Context, ask *messages.Need, buffer *port.ReplyBuffer) any {
	n, refused := t.authenticate(ask, ask.Token)
	if refused != nil {
		return refused
	}
	want := min(max(t.ports.Settings.OwnersPerNeed, 1), maxOwnersPerNeed)
	if ask.Want > 0 {
		want = min(want, ask.Want)
	}
	reply := &buffer.Owners
	reply.InfoHash, reply.Owners, reply.Stock, reply.Unproven, reply.Distant = ask.InfoHash, reply.Owners[:0],
		reply.Stock[:0], 0, 0
	to := newAudience(n.source())
	if f := t.files[ask.InfoHash]; f != nil {
		silent := ask.Silent[:min(len(ask.Silent), messages.MaxSilent)]
		w := &wish{asker: ask.Node, silent: silent, want: want, now: t.ports.Clock.Now(),
			audience: to, addrs: buffer.Addrs[:0]}
		t.noteSilence(ctx, n, f, w)
		if t.ports.Settings.OwnerRanking == messages.RankAtRandom {
			reply.Owners = t.choice.atRandom(reply.Owners, &f.owners, w)
		} else {
			reply.Owners = t.choice.byFrequency(reply.Owners, &f.owners, w)
		}
		if buffer.Addrs = w.addrs; len(reply.Owners) == 0 {
			reply.Unproven, reply.Distant = f.owners.countLeftOut(w)
		}
	}
	reply.Stock = t.stockOwners(reply.Stock, ask, to)
	t.ports.Journal.Note(messages.NodeNeeded{
		AtTracker: about(ask.Node), InfoHash: ask.InfoHash, Owners: len(reply.Owners),
	})
	return reply
}

// noteSilence records, and proves again, which owners of a file the asker reports as silent.
func (t *Actor) noteSilence(ctx port.Context, asker *node, f *file, w *wish) {
	for _, id := range w.silent {
		reported := t.nodes[id]
		if reported == nil {
			continue
		}
		if _, h := reported.find(f.hash); h == nil {
			continue
		}
		if reported.silence == nil {
			reported.silence = new(silence)
		}
		reported.silence.report(asker.network(), w.now)
		if reported.silence.mayDoubt(w.now) {
			t.doubt(ctx, reported)
		}
	}
}
