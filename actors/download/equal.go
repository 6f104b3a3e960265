package download

import (
	"swarm/actors/port"
	"swarm/messages"
)

// assignEqual is the specification's own policy: a request for a file of a size goes to the k owners that the tracker
// ranked highest, and each of them sends one k-th of it, in parallel (section V). Only owners of the whole file are asked.
// What an owner does not deliver, because it fell silent or its pieces were wrong, goes to another one in one piece. A share
// that no buffer holds comes in parts. An owner that is busy is left alone, as it is under the other policy.
func (a *Actor) assignEqual(ctx port.Context) {
	want, now := a.wanted(), a.ports.Clock.Now()
	share := equalShare(a.file.Pieces(), a.owners.whole(), a.ports.Settings.MaxSplitnessRate)
	for _, o := range a.owners.all {
		if !o.free(now) || !o.whole {
			continue
		}
		chunk, ok := firstRun(want, share)
		for ok && !a.begin(ctx, o, chunk, takeBackAfter) {
			chunk.Count /= 2
			ok = chunk.Count > 0
		}
		if !ok {
			return // more comes when a chunk is done
		}
		for i := range chunk.Count {
			want.Clear(chunk.First + i)
		}
	}
}

// equalShare is how many pieces each of the owners sends.
func equalShare(pieces, owners, most int) int {
	among := max(min(owners, most), 1)
	return max((pieces+among-1)/among, 1)
}

// firstRun gives the first run of wanted pieces, of at most limit.
func firstRun(want messages.Bitfield, limit int) (messages.Chunk, bool) {
	first := want.NextSet(0)
	if first >= want.Len() {
		return messages.Chunk{}, false
	}
	return messages.Chunk{First: first, Count: min(want.NextClear(first)-first, limit)}, true
}

// whole counts the owners that are said to have the whole file and were not dropped.
func (r *roster) whole() int {
	count := 0
	for _, o := range r.all {
		if o.told.Whole && o.state != ownerDropped {
			count++
		}
	}
	return count
}
