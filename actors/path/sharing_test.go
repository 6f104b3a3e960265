package path

import (
	"math/bits"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

func TestPartsOfTheWindow(t *testing.T) {
	s := sharing{}
	require.Nil(t, s.of(messages.InfoHash{1}))
	s.landed(messages.InfoHash{1}, 1000) // one file alone: nothing is counted
	s.parts = []*part{{file: messages.InfoHash{1}}, {file: messages.InfoHash{2}}}
	one, two := s.parts[0], s.parts[1]
	require.Equal(t, 50_000, s.most(one, 100_000, 5000), "nothing has come: equal parts")
	s.landed(one.file, 60_000)
	s.landed(two.file, 20_000)
	require.Equal(t, 98_750, s.most(one, 100_000, 5000))
	require.Equal(t, 36_250, s.most(two, 100_000, 5000))
	require.Equal(t, 36_250, s.most(two, 100_000, 5000), "asking changes nothing")
	s.landed(one.file, 400_000)
	s.most(one, 100_000, 5000)
	require.Less(t, one.came+two.came, 300_000., "what came long ago is forgotten")
	s.landed(two.file, 1_000_000)
	for range 5 {
		s.most(two, 100_000, 5000)
	}
	require.Greater(t, two.came, 3*one.came)
}

// TestAFileThatIsSentSlowlyDoesNotFillTheWindow: of the file that was asked for first the owner answers a request every
// 20 ms, of the second each at once.
func TestAFileThatIsSentSlowlyDoesNotFillTheWindow(t *testing.T) {
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

// TestDataOfOneFileTellsNothingOfAnother: the owner sends files at different rates, so what was asked earlier of another
// file is not lost.
func TestDataOfOneFileTellsNothingOfAnother(t *testing.T) {
	f := &flight{}
	launch := func(stream uint64) uint32 {
		return f.launch(messages.Span{Stream: stream, Length: 1000, Mask: 1}, 1000, time.Unix(1, 0)).ID
	}
	var ids []uint32
	for _, stream := range []uint64{1, 2, 1, 2, 1, 2} {
		ids = append(ids, launch(stream))
	}
	second := func(stream uint64) bool { return stream == 2 }
	lost := f.lostOf(ids[5], second)
	require.Len(t, lost, 1)
	require.Equal(t, ids[1], lost[0].span.ID)
	require.Equal(t, 5000, f.bytes)
	require.Empty(t, f.lostOf(ids[3], second))
	require.NotNil(t, f.find(ids[0]))
	require.Equal(t, 1, bits.OnesCount64(f.find(ids[0]).span.Mask))
}
