package uplink

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

var stranger = porttest.Addr(20)

// drain reports all that is handed over as served, until nothing more is, and returns how many bytes that was and the
// last mark.
func (d *dialogue) drain() (bytes int, mark uint32) {
	for calls := d.Network.TookServed(); len(calls) > 0; calls = append(calls[1:], d.Network.TookServed()...) {
		served := 0
		for _, answer := range calls[0].Answers {
			served, mark = served+answer.Bytes(), answer.Mark
		}
		bytes += served
		d.Clock.Advance(time.Millisecond)
		d.Send(d.uplink, &port.Served{Bytes: served})
	}
	return bytes, mark
}

// confirm delivers a mark of the stranger.
func (d *dialogue) confirm(mark uint32) {
	d.Send(d.uplink, &port.Grant{Seeder: d.seeder.PID, To: stranger, Mark: mark})
}

// TestLittleIsSentWithoutAProof: 13.6 MB left at once before, for one request.
func TestLittleIsSentWithoutAProof(t *testing.T) {
	d := newDialogue(t)
	d.grant(d.seeder, stranger, 7, 0, 212)
	bytes, mark := d.drain()
	require.LessOrEqual(t, bytes, firstAllowance+1000, "and one block")
	d.Clock.Advance(time.Minute)
	again, _ := d.drain()
	require.Zero(t, again, "nothing more without a further packet of the receiver")
	d.confirm(mark + 2)
	again, _ = d.drain()
	require.Zero(t, again, "an invented mark proves nothing")

	for last := bytes; bytes < 212*64_000; last = again {
		d.confirm(mark)
		again, mark = d.drain()
		bytes += again
		require.GreaterOrEqual(t, again, min(2*last, 212*64_000-bytes), "each proof at least doubles what may leave")
	}
}

func TestReceiverThatIsHeldHoldsNobodyUp(t *testing.T) {
	d := newDialogue(t)
	d.grant(d.seeder, stranger, 7, 0, 10)
	d.drain()
	d.grant(d.seeder, porttest.Addr(2), 8, 0, 10)
	bytes, _ := d.drain()
	require.Equal(t, 640_000, bytes)
	d.Send(d.uplink, &messages.Limits{Node: 1 << 20})
	d.Clock.Advance(time.Second)
	require.Empty(t, d.sent())
}

func TestHeldStreamsAreRefusedWhenTheNodeLeaves(t *testing.T) {
	d := newDialogue(t)
	d.grant(d.seeder, stranger, 7, 0, 10)
	d.drain()
	d.Network.Took()
	d.leave()
	require.EqualValues(t, 7, porttest.Only[*messages.Refusal](t, d.Network.Took()).Stream)
}
