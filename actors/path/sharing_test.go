package path

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

func TestSharesOfTheWindow(t *testing.T) {
	s := sharing{}
	require.Nil(t, s.find(messages.InfoHash{1}))
	s.noteArrived(messages.InfoHash{1}, 1000) // one file alone: nothing is counted
	s.shares = []*share{{file: messages.InfoHash{1}}, {file: messages.InfoHash{2}}}
	one, two := s.shares[0], s.shares[1]
	require.Equal(t, 50_000, s.limit(one, 100_000, 5000), "nothing has come: equal parts")
	s.noteArrived(one.file, 60_000)
	s.noteArrived(two.file, 20_000)
	require.Equal(t, 98_750, s.limit(one, 100_000, 5000))
	require.Equal(t, 36_250, s.limit(two, 100_000, 5000))
	require.Equal(t, 36_250, s.limit(two, 100_000, 5000), "asking changes nothing")
	s.noteArrived(one.file, 400_000)
	s.limit(one, 100_000, 5000)
	require.Less(t, one.arrived+two.arrived, 300_000., "what came long ago is forgotten")
	s.noteArrived(two.file, 1_000_000)
	for range 5 {
		s.limit(two, 100_000, 5000)
	}
	require.Greater(t, two.arrived, 3*one.arrived)
}

// TestSlowFileDoesNotFillTheWindow has an owner that answers a request for the first file every 20 ms, and each request
// for the second file at once.
func TestSlowFileDoesNotFillTheWindow(t *testing.T) {
	d := open(t)
	slow, fast := d.stream(7, 0, 80), d.stream(8, 80, 20)
	var slowly, quickly []messages.Span
	heard := func(packets []messages.Packet) {
		for _, span := range d.spans(packets) {
			if span.Stream == fast.ID() {
				quickly = append(quickly, span)
			} else {
				slowly = append(slowly, span)
			}
		}
	}
	heard(d.ask(&port.Fetch{File: messages.InfoHash{1}, Stream: slow, ReplyTo: d.user.PID}))
	heard(d.ask(&port.Fetch{File: messages.InfoHash{2}, Stream: fast, ReplyTo: d.user.PID}))
	require.Empty(t, quickly, "the window is full")
	for tick := range 160 {
		heard(d.pass(time.Millisecond))
		if tick%20 == 0 && len(slowly) > 0 {
			var next messages.Span
			next, slowly = slowly[0], slowly[1:]
			heard(d.answer(slow, next))
		}
		if len(quickly) > 0 {
			var next messages.Span
			next, quickly = quickly[0], quickly[1:]
			heard(d.answer(fast, next))
		}
	}
	require.True(t, fast.Received().Full(), "%d of %d blocks came", fast.Received().Count(), fast.Received().Len())
	require.False(t, slow.Received().Full())
}
