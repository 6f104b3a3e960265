package download

import (
	"time"

	"swarm/messages"
)

// equalSplit is the specification's policy (section V): the k owners that the tracker ranked highest send one k-th of
// the file each, in parallel. Only owners of the whole file are asked. Nothing is taken back from a slow owner. What an
// owner did not deliver, because it fell silent or its pieces were wrong, goes to another one.
type equalSplit struct {
	settings *messages.Settings
}

// neighbours returns how many owners send at a time: the specification uses no others.
func (p *equalSplit) neighbours() int { return p.settings.MaxSplitnessRate }

// assign gives each owner that is free one share. A share is halved until a buffer is available for it.
func (p *equalSplit) assign(s *state, now time.Time, act actions) {
	want := s.wanted()
	share := equalShare(s.file.Pieces(), s.owners.announcedWhole(), p.settings.MaxSplitnessRate)
	for _, o := range s.owners.list() {
		if !o.free(now) || !o.whole {
			continue
		}
		chunk, ok := firstRun(want, o.have, share)
		for ok {
			if begun := act.begin(o, chunk); begun != nil {
				chunk = begun.chunk
				break
			}
			chunk.Count /= 2
			ok = chunk.Count > 0
		}
		if !ok && !o.offers(want) {
			continue
		}
		if !ok {
			return // a chunk that ends gives a buffer back, and assign is called again
		}
		clearChunk(&want, chunk)
	}
}

func (p *equalSplit) endGame(*state) bool { return false }

func (p *equalSplit) takeBack(*state, time.Time, actions) {}

// equalShare returns how many pieces each owner sends, where at most maxOwners send.
func equalShare(pieces, owners, maxOwners int) int {
	senders := max(min(owners, maxOwners), 1)
	return max((pieces+senders-1)/senders, 1)
}

// firstRun returns the first run of wanted pieces that an owner has, cut to limit.
func firstRun(want, owned messages.Bitfield, limit int) (messages.Chunk, bool) {
	first := want.NextSet(0)
	for first < want.Len() && !owned.Has(first) {
		first = want.NextSet(first + 1)
	}
	if first >= want.Len() {
		return messages.Chunk{}, false
	}
	end := first + 1
	for end < first+limit && want.Has(end) && owned.Has(end) {
		end++
	}
	return messages.Chunk{First: first, Count: end - first}, true
}

// clearChunk removes the pieces of a chunk from a set.
func clearChunk(set *messages.Bitfield, chunk messages.Chunk) {
	for piece := chunk.First; piece < chunk.End(); piece++ {
		set.Clear(piece)
	}
}
