package path

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

// TestWhatComesLateIsNotInFlight: blocks that were taken for lost, were asked for again and then came after all are not
// waited for: the second answer finds them in the buffer and tells nobody.
func TestWhatComesLateIsNotInFlight(t *testing.T) {
	first := func(span messages.Span) int { return int(span.Offset / 100) }
	f := &flight{}
	lost := f.launch(ten(1), 100, at(0))
	require.NotNil(t, f.oldest())
	again := ten(1)
	again.Offset, again.Length, again.Mask = 200, 800, 1<<8-1 // blocks 2 to 9
	f.launch(again, 100, at(10))
	f.launch(ten(2), 100, at(10))

	run := port.Run{Stream: 1, Span: lost.ID, First: 0, Mask: 0b111, Bytes: 300} // blocks 0 to 2
	require.Nil(t, f.landed(run, at(20)))
	f.covered(run, first)
	require.Equal(t, 700+1000, f.bytes)
	run = port.Run{Stream: 1, Span: lost.ID, First: 3, Mask: 1<<7 - 1, Bytes: 700} // blocks 3 to 9
	f.covered(run, first)
	require.Equal(t, 1000, f.bytes, "the other stream's")
	require.Len(t, f.spans, 1)
}

func TestALateAnswerTellsWhenItWasAskedFor(t *testing.T) {
	f := &flight{}
	lost := f.launch(ten(1), 100, at(5))
	f.oldest()
	sent, ok := f.given.came(lost.ID)
	require.True(t, ok)
	require.Equal(t, at(5), sent)
	_, ok = f.given.came(lost.ID)
	require.False(t, ok, "once")
	for range 40 {
		lost = f.launch(ten(1), 100, at(6))
		f.oldest()
	}
	_, ok = f.given.came(lost.ID - 32)
	require.False(t, ok, "long ago")
	_, ok = f.given.came(lost.ID - 31)
	require.True(t, ok)
}
