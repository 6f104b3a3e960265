package download

import "swarm/messages"

// pieceOrder decides which of the pieces that an owner has is fetched next.
type pieceOrder struct {
	rarest bool            // pieces that few owners have come first; otherwise all pieces are equal
	choose func(n int) int // returns which of n equal pieces comes first: 0 <= choice < n
}

// newPieceOrder returns the order that a setting names.
func newPieceOrder(order messages.PieceOrder, random func(n int) int) pieceOrder {
	switch order {
	case messages.OrderRandom:
		return pieceOrder{choose: random}
	case messages.OrderSequential:
		return pieceOrder{choose: func(int) int { return 0 }}
	}
	return pieceOrder{rarest: true, choose: random}
}

// pick returns the next chunk to fetch from an owner: a run of at most limit whole pieces that are wanted and that the
// owner has. With rarest first it lies around the piece that the fewest of the known owners have. Among equally rare
// pieces the choice is random, so that nodes that start together fetch different pieces and can exchange them (Cohen
// 2003, "Incentives Build Robustness in BitTorrent", section 2.4: rarest first, and random first pieces). The second
// result is false when the owner has no wanted piece.
func (p pieceOrder) pick(want, owned messages.Bitfield, limit int, known []messages.Bitfield) (messages.Chunk, bool) {
	if !p.rarest {
		known = nil
	}
	fewest, ties := want.Rarest(owned, known)
	if ties == 0 {
		return messages.Chunk{}, false
	}
	choice := 0
	if ties > 1 {
		choice = p.choose(ties)
	}
	best := want.NthRarest(owned, known, fewest, choice)
	// The file is divided into sections of limit pieces. A chunk stays within the section of its rarest piece, so that
	// chunks leave no small gaps.
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
