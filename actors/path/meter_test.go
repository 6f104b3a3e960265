package path

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// metered returns a dialogue with a path that may ask only for what the test allows, and its downlink.
func metered(t *testing.T) (*dialogue, *porttest.Probe) {
	d := open(t)
	d.downlink.Took()
	d.ask(&port.Metered{Downlink: d.downlink.PID})
	return d, d.downlink
}

// claimed returns the sum of all claims among messages, in bytes.
func claimed(said []any) int {
	total := 0
	for _, claim := range porttest.All[*port.Claim](said) {
		total += claim.Bytes
	}
	return total
}

func (d *dialogue) allow(bytes int, held bool) []messages.Span {
	return d.spans(d.ask(&port.Allowed{File: d.file.Hash(), Bytes: bytes, Held: held}))
}

func TestPathAnnouncesItselfToTheDownlink(t *testing.T) {
	d := newDialogue(t)
	require.True(t, porttest.Only[*port.PathBegan](t, d.downlink.Took()).Path.Equal(d.path))
	d.Crash(d.path)
	require.True(t, porttest.Only[*port.PathBegan](t, d.downlink.Took()).Path.Equal(d.path),
		"it knows of no limit any more")
}

func TestLimitedPathAsksOnlyForWhatIsAllowed(t *testing.T) {
	d, downlink := metered(t)
	stream := d.stream(7, 0, 4)
	require.Empty(t, d.fetch(stream))
	first := claimed(downlink.Took())
	require.Positive(t, first)
	require.LessOrEqual(t, first, firstWindow, "no more than the window has room for")

	spans := d.allow(2*porttest.BlockSize+1, true)
	require.Equal(t, 2*porttest.BlockSize, bytesOf(spans), "whole blocks")
	require.Empty(t, d.allow(porttest.BlockSize-2, true))
	require.Equal(t, porttest.BlockSize, bytesOf(d.allow(1, true)), "what was left over is not lost")
	for _, span := range spans {
		require.Empty(t, d.spans(d.answer(stream, span)))
	}
	require.Len(t, porttest.All[*port.BlocksPlaced](d.user.Took()), len(spans))
}

func TestLostBlocksNeedNoNewAllowance(t *testing.T) {
	d, _ := metered(t)
	d.fetch(d.stream(7, 0, 4))
	lost := d.allow(3*porttest.BlockSize, false)
	require.Equal(t, 3*porttest.BlockSize, bytesOf(lost))
	again := d.spans(d.pass(time.Second / 2))
	require.NotEmpty(t, again)
	require.Equal(t, lost[0].Offset, again[0].Offset)
	require.Zero(t, bytesOf(again)%bytesOf(lost), "and nothing else")
}

func TestLateBlocksCountAgainstLaterAllowances(t *testing.T) {
	d, downlink := metered(t)
	stream := d.stream(7, 0, 4)
	d.fetch(stream)
	late := d.allow(2*porttest.BlockSize, false)
	d.pass(time.Second / 2) // it is asked for again
	downlink.Took()
	d.answer(stream, late[0])
	require.Empty(t, d.allow(2*porttest.BlockSize, false), "both came, and were charged")
	require.NotEmpty(t, d.allow(porttest.BlockSize, false))
}

func TestUnusedAllowanceIsReturned(t *testing.T) {
	for name, end := range map[string]func(d *dialogue){
		"the fetch is dropped": func(d *dialogue) { d.ask(&port.Drop{Stream: 7}) },
		"the path ends":        func(d *dialogue) { d.Stop(d.path) },
	} {
		t.Run(name, func(t *testing.T) {
			d, downlink := metered(t)
			d.fetch(d.stream(7, 0, 4))
			d.allow(porttest.BlockSize+30, false)
			downlink.Took()
			end(d)
			back := porttest.Only[*port.Unclaim](t, downlink.Took())
			require.Equal(t, 30, back.Unused)
			require.Equal(t, d.file.Hash(), back.File)
			require.True(t, back.Path.Equal(d.path))
		})
	}
}

func TestAllIsAskedForWhenLimitsEnd(t *testing.T) {
	d, downlink := metered(t)
	d.fetch(d.stream(7, 0, 4))
	downlink.Took()
	spans := d.spans(d.ask(&port.Metered{}))
	require.NotEmpty(t, spans)
	require.Empty(t, d.allow(100*porttest.BlockSize, false), "said before it knew")
	require.Empty(t, downlink.Took())
}

func TestClaimsAreRepeatedAfterADownlinkCrash(t *testing.T) {
	d, downlink := metered(t)
	d.fetch(d.stream(7, 0, 4))
	first := claimed(downlink.Took())
	d.ask(&port.Metered{Downlink: downlink.PID})
	require.Equal(t, first, claimed(downlink.Took()))
}

// TestDownloadersLearnThatALimitDelaysThem checks that they are told at once when an allowance had to wait, and
// repeatedly while none comes.
func TestDownloadersLearnThatALimitDelaysThem(t *testing.T) {
	d, _ := metered(t)
	stream := d.stream(7, 0, 4)
	d.fetch(stream)
	spans := d.allow(porttest.BlockSize, false)
	require.Empty(t, d.user.Took())
	spans = append(spans, d.allow(porttest.BlockSize, true)...)
	porttest.Only[*port.Held](t, d.user.Took())
	spans = append(spans, d.allow(porttest.BlockSize, true)...)
	require.Empty(t, d.user.Took(), "told a moment ago")
	for _, span := range spans {
		d.answer(stream, span)
	}
	d.user.Took()
	rung := d.Clock.Fired()
	d.pass(10 * time.Second)
	require.InDelta(t, int(10*time.Second/heldInterval), len(porttest.All[*port.Held](d.user.Took())), 2)
	require.Less(t, d.Clock.Fired()-rung, 100, "it does not spin")
	require.False(t, d.ended(), "an owner that is asked nothing owes nothing")
}
