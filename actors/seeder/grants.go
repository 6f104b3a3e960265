package seeder

// maxGrants bounds how many streams a seeder remembers between the first grant and the receipt.
const maxGrants = 4096

// grants remembers how much was granted to each stream, so that a receipt counts once, and never for bytes that were not
// sent. Streams are named by strangers, so the oldest is forgotten when there are too many.
type grants struct {
	bytes map[uint64]int64 // by stream
	order []uint64         // a ring of the streams in bytes, the oldest at next; invariant: len <= limit
	next  int
	limit int
}

func newGrants(limit int) *grants { return &grants{bytes: map[uint64]int64{}, limit: limit} }

func (g *grants) add(stream uint64, bytes int64) {
	if _, known := g.bytes[stream]; !known {
		if len(g.order) < g.limit {
			g.order = append(g.order, stream)
		} else {
			delete(g.bytes, g.order[g.next])
			g.order[g.next] = stream
			g.next = (g.next + 1) % g.limit
		}
	}
	if g.bytes[stream] >= 0 {
		g.bytes[stream] += bytes
	}
}

// redeem tells whether a receipt for so many bytes counts: the first for a stream that was granted as many.
func (g *grants) redeem(stream uint64, bytes int64) bool {
	granted, known := g.bytes[stream]
	if !known || bytes <= 0 || granted < bytes {
		return false
	}
	g.bytes[stream] = -1 // redeemed; a later grant does not make it valid again
	return true
}
