package uplink

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// line is a receiver over a path without loss. Marks are drawn in order: 1, 3, 5 …
type line struct {
	outstanding
	now  time.Time
	draw uint64
}

func newLine() *line { return &line{now: time.Unix(1000, 0)} }

// send sends what is allowed, but at most so many bytes, in steps of at most 10,000 bytes. It returns the last mark.
func (l *line) send(bytes int) (last uint32, sent int) {
	for sent < bytes {
		step := min(l.available(l.now), bytes-sent, 10_000)
		if step == 0 {
			break
		}
		last = l.add(step, func() uint64 { l.draw += 2; return l.draw }, l.now)
		sent += step
	}
	return last, sent
}

func TestSilentReceiverGetsLittle(t *testing.T) {
	l := newLine()
	_, sent := l.send(1 << 30)
	require.Equal(t, firstAllowance, sent)
	for range 100 { // it asks again at once: nothing more
		l.retry(l.now)
		_, sent = l.send(1 << 30)
		require.Zero(t, sent)
	}
	total := 0
	for range 3600 { // for an hour, it asks every second
		l.now = l.now.Add(time.Second)
		l.retry(l.now)
		_, sent = l.send(1 << 30)
		require.LessOrEqual(t, sent, retryAllowance)
		total += sent
	}
	require.LessOrEqual(t, total, retryAllowance*(3600/int(maxRetryTime/time.Second)+8))
	require.LessOrEqual(t, len(l.marks), maxMarks)
}

func TestAllowanceMoreThanDoublesInARoundTrip(t *testing.T) {
	for _, pipe := range []int{2_500_000, 3_750_000, 20 << 20} { // 200 Mbit/s × 100 ms, 50 Mbit/s × 600 ms
		l := newLine()
		window, rounds := 45_000, 0
		for ; window < pipe; rounds++ { // the receiver asks for 2.77 times as much in each round trip
			mark, sent := l.send(window)
			require.Equal(t, window, sent, "round %d", rounds)
			l.now = l.now.Add(600 * time.Millisecond)
			require.EqualValues(t, window, l.confirm(mark, l.now))
			window = window * 277 / 100
		}
		require.Positive(t, rounds)
	}
}

func TestUnknownMarksConfirmNothing(t *testing.T) {
	l := newLine()
	l.send(1 << 30)
	first, all := l.marks[0].value, len(l.marks)
	for mark := range uint32(1000) {
		if mark%2 == 0 {
			require.Zero(t, l.confirm(mark, l.now), "marks are odd here")
		}
	}
	require.Len(t, l.marks, all)
	second := l.marks[1].value
	require.EqualValues(t, 20_000, l.confirm(second, l.now))
	require.Zero(t, l.confirm(second, l.now), "a mark counts once")
	require.Zero(t, l.confirm(first, l.now), "an older one comes too late")
}

func TestAllowanceIsBounded(t *testing.T) {
	l := newLine()
	for range 100 {
		mark, _ := l.send(1 << 30)
		l.confirm(mark, l.now)
		require.LessOrEqual(t, len(l.marks), maxMarks)
	}
	require.EqualValues(t, maxAllowance, l.allowance)
}

func TestRestedReceiverIsNewAgain(t *testing.T) {
	l := newLine()
	for range 10 {
		mark, _ := l.send(1 << 20)
		l.confirm(mark, l.now)
	}
	l.send(1 << 20) // never confirmed: its address is another's now
	l.now = l.now.Add(restTime)
	_, sent := l.send(1 << 30)
	require.Equal(t, firstAllowance, sent)
}

func TestReceiverRecoversWhenAllWasLost(t *testing.T) {
	l := newLine()
	mark, _ := l.send(1 << 20)
	l.confirm(mark, l.now)
	l.send(1 << 30)
	l.now = l.now.Add(minRetryTime)
	l.retry(l.now)
	mark, sent := l.send(1 << 30)
	require.Equal(t, retryAllowance, sent)
	require.Positive(t, l.confirm(mark, l.now))
	_, sent = l.send(1 << 30)
	require.GreaterOrEqual(t, sent, minAllowance)
}
