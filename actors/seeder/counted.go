package seeder

import (
	"net/netip"

	"swarm/messages"
)

const (
	// maxCountedReceivers bounds the receivers whose pieces are remembered, and maxCountedBytes the memory for that.
	// The receiver whose first receipt is oldest is forgotten; what it receives again then counts again.
	maxCountedReceivers = 256
	maxCountedBytes     = 4 << 20
)

// counted remembers which pieces each receiver was counted for, so that none of them counts twice: a receiver that asks
// for the same bytes again and again raises no upload frequency.
type counted struct {
	pieces map[netip.AddrPort]*messages.Bitfield
	order  []netip.AddrPort // the receivers, in the order of their first receipts
}

// add counts the pieces of a range that a receiver has confirmed, and returns how many bytes of the range were not
// counted before.
func (c *counted) add(to netip.AddrPort, file messages.File, confirmed messages.Range) int64 {
	if confirmed.Length <= 0 || !(messages.Range{Length: file.Length}).Contains(confirmed) {
		return 0
	}
	pieces, bytes := c.of(to, file.Pieces()), int64(0)
	for piece := int(confirmed.Offset / file.PieceLength); piece < file.Pieces(); piece++ {
		covered := file.PieceRange(piece)
		if covered.Offset >= confirmed.End() {
			break
		}
		if pieces.Set(piece) {
			bytes += min(covered.End(), confirmed.End()) - max(covered.Offset, confirmed.Offset)
		}
	}
	return bytes
}

// of returns the pieces that a receiver was counted for.
func (c *counted) of(to netip.AddrPort, all int) *messages.Bitfield {
	if known, ok := c.pieces[to]; ok {
		return known
	}
	if c.pieces == nil {
		c.pieces = map[netip.AddrPort]*messages.Bitfield{}
	}
	if limit := min(maxCountedReceivers, max(maxCountedBytes/max(all/8, 1), 1)); len(c.order) >= limit {
		delete(c.pieces, c.order[0])
		c.order = c.order[1:]
	}
	pieces := messages.NewBitfield(all)
	c.pieces[to] = &pieces
	c.order = append(c.order, to)
	return &pieces
}
