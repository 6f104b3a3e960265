package budget

import (
	"math"
	"time"

	"swarm/messages"
)

const (
	// maxFiles bounds how many files have a bucket; beyond it those that nobody has used for a while are forgotten. A node
	// has no more files than messages.MaxHoldings at a time.
	maxFiles = messages.MaxHoldings
	// turnTime is what one turn of a limited receiver, or path, is worth, so that each comes to its turn many times a second.
	turnTime = 20 * time.Millisecond
	// leastTurnBytes and mostTurnBytes bound that; the most is about one full answer.
	leastTurnBytes = 1 << 10
	mostTurnBytes  = 64 << 10
)

// Budget is the account of one way's limits. Its zero value limits nothing.
type Budget struct {
	limits messages.Limits
	turn   int // bytes
	node   bucket
	files  map[messages.InfoHash]*bucket // made as files are asked about, while anything is limited
}

// Set changes the limits. What was used under limits that stay the same is not forgotten.
func (b *Budget) Set(limits messages.Limits, now time.Time) {
	b.limits = limits
	b.node.set(limits.Node, now)
	for file, bucket := range b.files { // each alone: the order does not matter
		bucket.set(limits.Of(file), now)
	}
	least := messages.Rate(0)
	for _, rate := range append([]messages.FileLimit{{Rate: limits.Node}, {Rate: limits.Each}}, limits.Files...) {
		if rate.Rate != 0 && (least == 0 || rate.Rate < least) {
			least = rate.Rate
		}
	}
	b.turn = mostTurnBytes
	if least != 0 {
		b.turn = min(max(int(float64(least)*turnTime.Seconds()), leastTurnBytes), mostTurnBytes)
	}
}

// Limited tells whether anything is limited.
func (b *Budget) Limited() bool { return b.limits.Any() }

// Turn is how many bytes one turn is worth, so that the least of the limits is shared evenly within a fraction of a second.
func (b *Budget) Turn() int {
	if b.turn == 0 {
		return mostTurnBytes
	}
	return b.turn
}

// Room is how many bytes of a file may go now, at least one, or 0; math.MaxInt without a limit. More may be taken than
// there are, as a block is not divided: that much less is there afterwards.
func (b *Budget) Room(file messages.InfoHash, now time.Time) int {
	if !b.Limited() {
		return math.MaxInt
	}
	room := b.node.room(now)
	if room == 0 {
		return 0
	}
	return min(room, b.file(file, now).room(now))
}

// Take uses up bytes of a file.
func (b *Budget) Take(file messages.InfoHash, bytes int, now time.Time) {
	if b.Limited() {
		b.node.take(bytes, now)
		b.file(file, now).take(bytes, now)
	}
}

// Give takes back bytes of a file that were not used.
func (b *Budget) Give(file messages.InfoHash, bytes int, now time.Time) {
	if b.Limited() {
		b.node.give(bytes)
		b.file(file, now).give(bytes)
	}
}

// Opens is when there is room for a file again, if nothing is taken meanwhile.
func (b *Budget) Opens(file messages.InfoHash, now time.Time) time.Time {
	node, own := b.node.opens(), b.file(file, now).opens()
	if own.After(node) {
		return own
	}
	return node
}

// Lasts is how long the limits make bytes take: all that waits, and of it what waits of one file.
func (b *Budget) Lasts(all int, file messages.InfoHash, of int, now time.Time) time.Duration {
	const most = 1 << 32 // more would overflow, and lasts seconds at any rate
	var lasts time.Duration
	if b.node.rate != 0 {
		lasts = b.node.lasts(min(all, most))
	}
	if own := b.file(file, now); own.rate != 0 {
		lasts = max(lasts, own.lasts(min(of, most)))
	}
	return lasts
}

func (b *Budget) file(file messages.InfoHash, now time.Time) *bucket {
	of := b.files[file]
	if of != nil {
		return of
	}
	if b.files == nil {
		b.files = map[messages.InfoHash]*bucket{}
	}
	if len(b.files) >= maxFiles {
		for old, bucket := range b.files { // all that are full go: the order does not matter
			if bucket.full(now) {
				delete(b.files, old)
			}
		}
	}
	of = &bucket{rate: b.limits.Of(file), paid: now}
	b.files[file] = of
	return of
}
