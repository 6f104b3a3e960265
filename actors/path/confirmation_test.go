package path

import (
	"math/bits"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

func TestConfirmation(t *testing.T) {
	var c confirmation
	require.False(t, c.due(1<<20), "nothing has arrived")
	arrive := func(mark uint32, bytes int) {
		c.noteArrived(&port.BlocksArrived{Mark: mark, Runs: []port.Run{{Bytes: bytes}}})
	}
	arrive(7, confirmBytes-1)
	require.False(t, c.due(1), "too little to be worth a packet")
	arrive(8, 1)
	require.True(t, c.due(1))
	require.False(t, c.due(0), "the owner has nothing left to send")
	require.False(t, c.due(confirmParts*confirmBytes+confirmParts), "the owner allows more to a long path")
	require.EqualValues(t, 8, c.take(), "the last mark")
	require.False(t, c.due(1), "it was sent")
	c.noteArrived(&port.BlocksArrived{Duplicates: 1})
	require.EqualValues(t, 8, c.take(), "duplicates have no mark")
}

// TestRequestsCarryTheMark checks that a Request carries the last mark, and that a Request without spans does once all
// blocks are asked for.
func TestRequestsCarryTheMark(t *testing.T) {
	d := open(t)
	stream := d.stream(7, 0, 80)
	asked := d.spans(d.fetch(stream))
	var marks []uint32
	for i := 0; i < len(asked); i++ {
		asked = append(asked, d.spans(d.pass(10*time.Millisecond))...)
		run := stream.Arrive(i*45, bits.Len64(asked[i].Mask))
		run.Span = asked[i].ID
		sent := d.ask(&port.BlocksArrived{At: d.Clock.Now(), Mark: uint32(i + 1), Runs: []port.Run{run}})
		for _, request := range porttest.All[*messages.Request](sent) {
			marks = append(marks, request.Mark)
			require.EqualValues(t, i+1, request.Mark)
		}
		asked = append(asked, d.spans(sent)...)
	}
	require.Equal(t, 80_000, bytesOf(asked))
	require.Greater(t, marks[len(marks)-1], uint32(10), "80,000 bytes are 18 spans")
	receipt := porttest.Only[*messages.Receipt](t, d.ask(&port.Confirm{File: d.file.Hash(), Stream: 7, Bytes: 80_000}))
	require.EqualValues(t, len(asked), receipt.Mark)
}
