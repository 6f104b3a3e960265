package download

import "swarm/messages"

// pick chooses the next chunk to fetch from an owner: a run of at most limit whole pieces that it has and that are
// wanted, around the rarest of them. Among equally rare pieces the choice is random, so that nodes that start together
// fetch different pieces and have something to give each other (Cohen 2003, "Incentives Build Robustness in BitTorrent",
// section 2.4: rarest first, and random first pieces).
//
// A piece is rare that few of the others have; random gives 0 <= x < n.
func pick(want, owned messages.Bitfield, limit int, others []messages.Bitfield, random func(n int) int) (messages.Chunk, bool) {
	fewest, ties := want.Rarest(owned, others)
	if ties == 0 {
		return messages.Chunk{}, false
	}
	choice := 0
	if ties > 1 {
		choice = random(ties)
	}
	best := want.NthRarest(owned, others, fewest, choice)
	// The chunk is the piece's slot of the file, as far as it is wanted, so that chunks do not leave small gaps.
	candidate := func(piece int) bool { return want.Has(piece) && owned.Has(piece) }
	first, end := best, best+1
	for first > best/limit*limit && candidate(first-1) {
		first--
	}
	for end < first+limit && candidate(end) {
		end++
	}
	return messages.Chunk{First: first, Count: end - first}, true
}

// chunkPieces is how many pieces the next chunk has at most: the configured length, but towards the end of the file less,
// so that all owners, of which so many send at a time, end at about the same time.
func chunkPieces(file messages.File, chunkLength int64, unassigned, owners int) int {
	full := max(int(chunkLength/file.PieceLength), 1)
	return max(min(full, unassigned/max(2*owners, 1)), 1)
}
