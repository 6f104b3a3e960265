package budget

import (
	"math"
	"time"

	"swarm/messages"
)

const (
	// maxFiles bounds how many files have a bucket. Beyond it, full buckets are dropped. A node has at most
	// messages.MaxHoldings files at a time.
	maxFiles = messages.MaxHoldings
	// turnTime is the length of one turn of a limited receiver or path, at the lowest limit: each has many turns a
	// second.
	turnTime = 20 * time.Millisecond
	// minTurnBytes and maxTurnBytes bound a turn; the maximum is about one full answer.
	minTurnBytes = 1 << 10
	maxTurnBytes = 64 << 10
)

// Budget keeps the rate limits of one direction: one of the node and one of each file. Its zero value limits nothing.
type Budget struct {
	limits messages.Limits
	turn   int // bytes
	node   bucket
	files  map[messages.InfoHash]*bucket // created on first use, while any limit is in force
}

// Set changes the limits. Buckets whose limit stays the same keep their state.
func (b *Budget) Set(limits messages.Limits, now time.Time) {
	b.limits = limits
	b.node.set(limits.Node, now)
	for file, bucket := range b.files { // each is independent, so the order does not matter
		bucket.set(limits.Of(file), now)
	}
	lowest := messages.Rate(0)
	for _, rate := range append([]messages.FileLimit{{Rate: limits.Node}, {Rate: limits.Each}}, limits.Files...) {
		if rate.Rate != 0 && (lowest == 0 || rate.Rate < lowest) {
			lowest = rate.Rate
		}
	}
	b.turn = maxTurnBytes
	if lowest != 0 {
		b.turn = min(max(int(float64(lowest)*turnTime.Seconds()), minTurnBytes), maxTurnBytes)
	}
}

// Limited reports whether any limit is in force.
func (b *Budget) Limited() bool { return b.limits.Any() }

// Turn returns how many bytes one turn of a receiver or path has. It follows the lowest limit, so that even that one is
// shared evenly within a fraction of a second.
func (b *Budget) Turn() int {
	if b.turn == 0 {
		return maxTurnBytes
	}
	return b.turn
}

// Available returns how many bytes of a file may be sent now, or math.MaxInt without a limit. More may be taken,
// because a block is not divided; the difference is owed.
func (b *Budget) Available(file messages.InfoHash, now time.Time) int {
	if !b.Limited() {
		return math.MaxInt
	}
	available := b.node.available(now)
	if available == 0 {
		return 0
	}
	return min(available, b.file(file, now).available(now))
}

// Take uses up bytes of a file.
func (b *Budget) Take(file messages.InfoHash, bytes int, now time.Time) {
	if b.Limited() {
		b.node.take(bytes, now)
		b.file(file, now).take(bytes, now)
	}
}

// GiveBack returns bytes of a file that were taken and not used.
func (b *Budget) GiveBack(file messages.InfoHash, bytes int, now time.Time) {
	if b.Limited() {
		b.node.giveBack(bytes)
		b.file(file, now).giveBack(bytes)
	}
}

// OpensAt returns when bytes of a file are available again, if nothing is taken until then.
func (b *Budget) OpensAt(file messages.InfoHash, now time.Time) time.Time {
	node, own := b.node.opensAt(), b.file(file, now).opensAt()
	if own.After(node) {
		return own
	}
	return node
}

// Duration returns how long sending takes under the limits: all bytes in total, ofFile of them of one file.
func (b *Budget) Duration(all int, file messages.InfoHash, ofFile int, now time.Time) time.Duration {
	const maxBytes = 1 << 32 // more would overflow, and takes seconds at any rate
	var duration time.Duration
	if b.node.rate != 0 {
		duration = b.node.duration(min(all, maxBytes))
	}
	if own := b.file(file, now); own.rate != 0 {
		duration = max(duration, own.duration(min(ofFile, maxBytes)))
	}
	return duration
}

func (b *Budget) file(file messages.InfoHash, now time.Time) *bucket {
	known := b.files[file]
	if known != nil {
		return known
	}
	if b.files == nil {
		b.files = map[messages.InfoHash]*bucket{}
	}
	if len(b.files) >= maxFiles {
		for old, bucket := range b.files { // all full ones go, so the order does not matter
			if bucket.full(now) {
				delete(b.files, old)
			}
		}
	}
	added := &bucket{rate: b.limits.Of(file), usedUpTo: now}
	b.files[file] = added
	return added
}
