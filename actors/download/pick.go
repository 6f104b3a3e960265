package download

import "swarm/messages"

// pick chooses the next chunk to fetch from an owner: a run of at most limit whole pieces that it has and that are
// wanted, around the rarest of them. Among equally rare pieces the choice is random, so that nodes that start together
// fetch different pieces and have something to give each other (Cohen 2003, "Incentives Build Robustness in BitTorrent",
// section 2.4: rarest first, and random first pieces).
//
// rarity gives the number of known owners of a piece; random gives 0 <= x < n.
func pick(want, owned messages.Bitfield, limit int, rarity func(piece int) int, random func(n int) int) (messages.Chunk, bool) {
	candidate := func(piece int) bool { return want.Has(piece) && owned.Has(piece) }
	best, rarest, ties := -1, 0, 0
	for piece := want.NextSet(0); piece < want.Len(); piece = want.NextSet(piece + 1) {
		if !owned.Has(piece) {
			continue
		}
		switch owners := rarity(piece); {
		case best < 0 || owners < rarest:
			best, rarest, ties = piece, owners, 1
		case owners == rarest:
			ties++
		}
	}
	if best < 0 {
		return messages.Chunk{}, false
	}
	if ties > 1 {
		best = nth(want, owned, rarest, random(ties), rarity)
	}
	// The chunk is the piece's slot of the file, as far as it is wanted, so that chunks do not leave small gaps.
	first, end := best, best+1
	for first > best/limit*limit && candidate(first-1) {
		first--
	}
	for end < first+limit && candidate(end) {
		end++
	}
	return messages.Chunk{First: first, Count: end - first}, true
}

// nth gives the n-th wanted and owned piece of the given rarity.
func nth(want, owned messages.Bitfield, rarest, n int, rarity func(piece int) int) int {
	for piece := want.NextSet(0); piece < want.Len(); piece = want.NextSet(piece + 1) {
		if owned.Has(piece) && rarity(piece) == rarest {
			if n == 0 {
				return piece
			}
			n--
		}
	}
	return -1
}

// chunkPieces is how many pieces the next chunk has at most: the configured length, but towards the end of the file less,
// so that all owners, of which so many send at a time, end at about the same time.
func chunkPieces(file messages.File, chunkLength int64, unassigned, owners int) int {
	full := max(int(chunkLength/file.PieceLength), 1)
	return max(min(full, unassigned/max(2*owners, 1)), 1)
}
