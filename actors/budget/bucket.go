package budget

import (
	"math"
	"time"

	"swarm/messages"
)

const (
	// depthTime is the depth of a bucket: at most what the rate allows in this time can be saved up. A process that is
	// descheduled for less than this loses nothing of its limit. It is 1 % of the ten seconds over which a limit must
	// be exact.
	depthTime = 100 * time.Millisecond
	// openTime is the smallest amount that a bucket hands out, as a time at its rate. With less, each block would cost
	// a message and a system call; with more, bursts would overflow queues. Timers are not finer than 1 ms.
	openTime = 2 * time.Millisecond
	// maxOpenBytes bounds that amount for high rates; it is one full answer.
	maxOpenBytes = 64 << 10
)

// bucket is a token bucket. It is stored as the instant up to which its rate is used up, as in the generic cell rate
// algorithm (ITU-T I.371, annex A): the time since then is available. The instant lies in the future if more was taken
// than was available.
type bucket struct {
	rate     messages.Rate // 0 means no limit
	usedUpTo time.Time
}

// set changes the rate. A new rate starts with an empty bucket and no debt.
func (b *bucket) set(rate messages.Rate, now time.Time) {
	if rate != b.rate {
		b.rate, b.usedUpTo = rate, now
	}
}

// available returns how many bytes may be sent now: 0 while it would be less than open, math.MaxInt without a limit.
func (b *bucket) available(now time.Time) int {
	if b.rate == 0 {
		return math.MaxInt
	}
	bytes := b.bytes(min(now.Sub(b.usedUpTo), depthTime))
	if bytes < b.open() {
		return 0
	}
	return bytes
}

// open returns the smallest number of bytes that available returns, at least 1.
func (b *bucket) open() int { return min(max(b.bytes(openTime), 1), maxOpenBytes) }

func (b *bucket) bytes(passed time.Duration) int {
	return int(int64(passed) * int64(b.rate) / int64(time.Second))
}

// take uses bytes up. They may exceed what is available, because a block is not divided.
func (b *bucket) take(bytes int, now time.Time) {
	if b.rate == 0 {
		return
	}
	if oldest := now.Add(-depthTime); b.usedUpTo.Before(oldest) {
		b.usedUpTo = oldest
	}
	b.usedUpTo = b.usedUpTo.Add(b.duration(bytes))
}

// giveBack returns bytes that were taken and not used.
func (b *bucket) giveBack(bytes int) {
	if b.rate != 0 {
		b.usedUpTo = b.usedUpTo.Add(-b.duration(bytes))
	}
}

// duration returns how long sending so many bytes takes at the rate.
func (b *bucket) duration(bytes int) time.Duration {
	return time.Duration(int64(bytes) * int64(time.Second) / int64(b.rate))
}

// opensAt returns when bytes are available again.
func (b *bucket) opensAt() time.Time {
	if b.rate == 0 {
		return b.usedUpTo
	}
	return b.usedUpTo.Add(b.duration(b.open()) + 1) // the division by the rate rounded down
}

// full reports whether the bucket equals a new one, so that it need not be kept.
func (b *bucket) full(now time.Time) bool { return b.rate == 0 || now.Sub(b.usedUpTo) >= depthTime }
