package udp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// drainedQueue is a device queue of the host. It drains at a constant rate and drops what it cannot hold.
type drainedQueue struct {
	holds, drain     int // bytes; bytes per millisecond
	waiting, dropped int // bytes
}

// offer lets a localQueue send up to so many bytes in each of so many milliseconds.
func (d *drainedQueue) offer(q *localQueue, now time.Time, bytes, milliseconds int) time.Time {
	for range milliseconds {
		now = now.Add(time.Millisecond)
		d.waiting = max(d.waiting-d.drain, 0)
		given := min(bytes, q.available(now, d.waiting))
		q.noteSent(given)
		d.dropped += max(d.waiting+given-d.holds, 0)
		d.waiting = min(d.waiting+given, d.holds)
		if given < bytes {
			q.available(now, d.waiting)
		}
	}
	return now
}

// TestLocalQueueFollowsTheDrainRate checks the limit for a queue that never runs empty, and that it grows when the same
// limit makes a faster queue run empty.
func TestLocalQueueFollowsTheDrainRate(t *testing.T) {
	cases := []struct {
		name  string
		drain int // bytes per millisecond
		want  int // the limit after a second
	}{
		{"1 Mbit/s: the smallest limit", 125, minLocalQueue},
		{"100 Mbit/s", 12_500, 62_500},
		{"1 Gbit/s", 125_000, 625_000},
		{"10 Gbit/s: no limit", 1_250_000, maxLocalQueue},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			q, device := newLocalQueue(), drainedQueue{holds: 4 << 20, drain: c.drain}
			now := device.offer(&q, time.Unix(1, 0), 2*c.drain, 1000)
			require.InDelta(t, c.want, q.limit, float64(c.want)/3)
			device.drain = 1_250_000
			device.offer(&q, now, device.drain, 1000)
			require.False(t, q.restricted(), "the limit would hold up a device that became fast")
		})
	}
}

// TestLocalQueueStaysWhereItHoldsNothingUp checks that blocks that come no faster than the device takes them change
// nothing: an empty queue says nothing about how much the device's queue holds.
func TestLocalQueueStaysWhereItHoldsNothingUp(t *testing.T) {
	q, device := newLocalQueue(), drainedQueue{holds: 4 << 20, drain: 12_500}
	device.offer(&q, time.Unix(1, 0), 12_000, 1000)
	require.Equal(t, firstLocalQueue, q.limit)
}

// TestLocalQueueFindsWhatADroppingQueueHolds gives blocks as fast as they may be sent to a queue that holds less than
// the first limit and drops the rest. The limit must fall below what the queue holds.
func TestLocalQueueFindsWhatADroppingQueueHolds(t *testing.T) {
	q, device := newLocalQueue(), drainedQueue{holds: 150_000, drain: 12_500}
	now := device.offer(&q, time.Unix(1, 0), 50_000, 500)
	device.dropped = 0
	device.offer(&q, now, 50_000, 2000)
	require.Less(t, q.limit, device.holds)
	require.Zero(t, device.dropped, "after half a second")
}
