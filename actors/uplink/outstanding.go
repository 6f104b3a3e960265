package uplink

import "time"

const (
	// firstAllowance is how much is sent to a receiver that has confirmed nothing of late: more than its first window
	// (actors/congestion, firstWindow). Its ticket shows only that its address was its own some time ago.
	firstAllowance = 64 << 10
	// minAllowance is what may be unconfirmed once something was confirmed. A receiver confirms sooner (actors/path,
	// confirmBytes).
	minAllowance = 256 << 10
	// allowanceGain is how many times as much may be unconfirmed as was confirmed at a time. A receiver that begins
	// more than doubles its window in a round trip (BBR, startup gain 2.77), and must not be held back.
	allowanceGain = 4
	// maxAllowance bounds what may be unconfirmed on any path: 5 Gbit/s with a round trip of 100 ms.
	maxAllowance = 64 << 20
	// restTime is how long nothing was confirmed when a receiver counts as new again: its address may be another's now.
	restTime = 10 * time.Second
	// retryAllowance is how much is sent anew to a receiver whose unconfirmed bytes all seem to be lost: it asks again,
	// and has confirmed nothing for minRetryTime. Each such try doubles that time, up to maxRetryTime. A receiver takes
	// an owner for silent that sends nothing for a second, so the first tries come sooner.
	retryAllowance = 32 << 10
	minRetryTime   = 300 * time.Millisecond
	maxRetryTime   = 8 * time.Second
	// marksPerAllowance is how many marks one allowance has: bytes are confirmed in steps of that size.
	marksPerAllowance = 16
	// maxMarks bounds the marks of one receiver that are remembered, while the allowance grows.
	maxMarks = 4 * marksPerAllowance
)

// outstanding bounds what was sent to one receiver and is not confirmed. Whoever once had a ticket for an address can
// write requests in its name, so a ticket alone must not make megabytes leave at once. Each block carries a mark that
// nobody can guess. A receiver that sends a mark back has got a block with it, which confirms all that was sent before.
// What may be unconfirmed follows the bandwidth-delay product that the receiver has shown: a window, as in slow start.
type outstanding struct {
	sent        int64 // bytes handed to the edge
	confirmed   int64 // the first of these; invariant: confirmed <= sent
	allowance   int64 // how many bytes may be unconfirmed; 0 before the first byte
	marks       []mark
	proven      bool          // a mark has come back since the allowance was firstAllowance
	confirmedAt time.Time     // when the last mark came back, or the first byte was sent
	retryAt     time.Time     // from when on a receiver that asks again gets retryAllowance
	retryTime   time.Duration // between two tries
}

// mark stands for bytes that were sent one after the other.
type mark struct {
	value  uint32 // not 0
	end    int64  // of these bytes, counted from the first byte to the receiver
	flight int64  // bytes that were unconfirmed when the last of them was sent
}

// isNew reports whether the receiver has confirmed nothing of late.
func (o *outstanding) isNew(now time.Time) bool {
	return o.allowance == 0 || o.proven && now.Sub(o.confirmedAt) >= restTime
}

// available returns how many more bytes may be sent.
func (o *outstanding) available(now time.Time) int {
	if o.isNew(now) {
		return firstAllowance
	}
	return int(max(o.allowance-(o.sent-o.confirmed), 0))
}

// add notes that so many bytes are being sent, and returns the mark that they carry. draw returns a random number.
func (o *outstanding) add(bytes int, draw func() uint64, now time.Time) uint32 {
	if o.isNew(now) {
		*o = outstanding{sent: o.sent, confirmed: o.sent, allowance: firstAllowance, confirmedAt: now,
			retryAt: now.Add(minRetryTime), retryTime: minRetryTime}
	}
	if last := len(o.marks) - 1; last < 0 || last+1 < maxMarks && o.size(last) >= o.allowance/marksPerAllowance {
		o.marks = append(o.marks, mark{value: uint32(draw()) | 1})
	}
	o.sent += int64(bytes)
	last := &o.marks[len(o.marks)-1]
	last.end, last.flight = o.sent, o.sent-o.confirmed
	return last.value
}

// size returns how many bytes carry a mark.
func (o *outstanding) size(i int) int64 {
	if i == 0 {
		return o.marks[0].end - o.confirmed
	}
	return o.marks[i].end - o.marks[i-1].end
}

// confirm notes that a mark came back, and returns how many more bytes it confirms. A mark that is not remembered,
// because a later one came back before it, confirms nothing.
func (o *outstanding) confirm(value uint32, now time.Time) int64 {
	for i := range o.marks {
		if o.marks[i].value != value {
			continue
		}
		m := o.marks[i]
		bytes := m.end - o.confirmed
		o.allowance = min(max(o.allowance, minAllowance, allowanceGain*m.flight), maxAllowance)
		o.confirmed, o.confirmedAt, o.proven = m.end, now, true
		o.retryAt, o.retryTime = now.Add(minRetryTime), minRetryTime
		o.marks = append(o.marks[:0], o.marks[i+1:]...)
		return bytes
	}
	return 0
}

// retry allows a little more to a receiver that asks again but has confirmed nothing for long: what is unconfirmed
// seems to be lost. It is called when the receiver asks.
func (o *outstanding) retry(now time.Time) {
	if o.available(now) > 0 || now.Before(o.retryAt) {
		return
	}
	o.retryTime = min(2*o.retryTime, maxRetryTime)
	o.retryAt = now.Add(o.retryTime)
	o.allowance = o.sent - o.confirmed + retryAllowance
}
