package seeder

// maxGrants bounds how many streams a seeder remembers between their first grant and their receipt.
const maxGrants = 4096

// redeemed marks a stream whose receipt has counted. A later grant does not change that.
const redeemed = -1

// grants records how many bytes were granted to each stream, so that a receipt counts once, and only for granted bytes.
// Strangers choose the stream numbers, so the number of streams is bounded: the oldest is forgotten.
type grants struct {
	bytes map[uint64]int64 // by stream; redeemed once its receipt has counted
	order []uint64         // a ring of the streams in bytes; invariant: len <= limit
	next  int              // index of the oldest stream in order
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

// redeem reports whether a receipt for so many bytes counts. The first receipt of a stream that was granted as many
// does.
func (g *grants) redeem(stream uint64, bytes int64) bool {
	granted, known := g.bytes[stream]
	if !known || bytes <= 0 || granted < bytes {
		return false
	}
	g.bytes[stream] = redeemed
	return true
}
