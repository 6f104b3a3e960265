package budget

import (
	"math"
	"time"

	"swarm/messages"
)

const (
	// depthTime is how much of a limit may be saved up: 1 % of what it allows in ten seconds. A process that does not get to
	// run for less than this loses nothing of its limit.
	depthTime = 100 * time.Millisecond
	// openTime is how much must be there before any of it is given: less would be a message and a system call for each block,
	// more would be bursts that overflow queues. Timers are not finer than 1 ms.
	openTime = 2 * time.Millisecond
	// mostOpenBytes bounds that for high limits: it is one full answer.
	mostOpenBytes = 64 << 10
)

// bucket is a token bucket, kept as the instant up to which its rate is used up (GCRA: ITU-T I.371, annex A): what has
// passed since then is there to be used. It lies in the future when more was taken than there was.
type bucket struct {
	rate messages.Rate // 0: not limited
	paid time.Time
}

// set changes the rate. What was saved up, or owed, at another rate is forgotten.
func (b *bucket) set(rate messages.Rate, now time.Time) {
	if rate != b.rate {
		b.rate, b.paid = rate, now
	}
}

// room is how many bytes may go now: 0 while less than is worth it is there, math.MaxInt without a limit.
func (b *bucket) room(now time.Time) int {
	if b.rate == 0 {
		return math.MaxInt
	}
	bytes := b.bytes(min(now.Sub(b.paid), depthTime))
	if bytes < b.open() {
		return 0
	}
	return bytes
}

// open is how many bytes must be there before any are given; at least one.
func (b *bucket) open() int { return min(max(b.bytes(openTime), 1), mostOpenBytes) }

func (b *bucket) bytes(passed time.Duration) int {
	return int(int64(passed) * int64(b.rate) / int64(time.Second))
}

// take uses bytes up. They may be more than there are: a block is not divided.
func (b *bucket) take(bytes int, now time.Time) {
	if b.rate == 0 {
		return
	}
	if oldest := now.Add(-depthTime); b.paid.Before(oldest) {
		b.paid = oldest
	}
	b.paid = b.paid.Add(b.lasts(bytes))
}

// give takes back bytes that were not used.
func (b *bucket) give(bytes int) {
	if b.rate != 0 {
		b.paid = b.paid.Add(-b.lasts(bytes))
	}
}

// lasts is how long the limit makes so many bytes take.
func (b *bucket) lasts(bytes int) time.Duration {
	return time.Duration(int64(bytes) * int64(time.Second) / int64(b.rate))
}

// opens is when there is room again.
func (b *bucket) opens() time.Time {
	if b.rate == 0 {
		return b.paid
	}
	return b.paid.Add(b.lasts(b.open()) + 1) // the division by the rate rounded down
}

// full tells whether forgetting the bucket would change nothing.
func (b *bucket) full(now time.Time) bool { return b.rate == 0 || now.Sub(b.paid) >= depthTime }
