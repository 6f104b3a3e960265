package remote

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// metered is a dialogue whose peer serves this node, which limits its downloads.
func metered(t *testing.T) *dialogue {
	d := serving(t, porttest.FileOf(twenty().File()))
	d.Send(d.remote, &port.Metered{Downlink: d.downlink.PID})
	require.Empty(t, d.downlink.Took())
	return d
}

func (d *dialogue) allow(blocks int) {
	d.Send(d.remote, &port.Allowed{File: d.file.Hash(), Bytes: blocks * block})
}

// claimed returns how many bytes were claimed since the last call.
func (d *dialogue) claimed() int {
	d.t.Helper()
	claim := porttest.Only[*port.Claim](d.t, d.downlink.Took())
	require.True(d.t, claim.Path.Equal(d.remote))
	require.Equal(d.t, block, claim.Block)
	return claim.Bytes
}

// returned returns how many bytes were given back to the downlink.
func (d *dialogue) returned() int {
	d.t.Helper()
	return porttest.Only[*port.Unclaim](d.t, d.downlink.Took()).Unused
}

func TestOnlyWhatIsAllowedIsRequested(t *testing.T) {
	d := metered(t)
	d.fetch(d.open(0, 1))
	require.Empty(t, d.asked())
	require.Equal(t, maxClaim, d.claimed())
	d.allow(3)
	require.Len(t, d.asked(), 3)
	require.Empty(t, d.downlink.Took(), "the claim was not answered in full")
	d.allow(5)
	require.Len(t, d.asked(), 5)
	require.Equal(t, maxClaim, d.claimed())

	d.Send(d.remote, &port.Metered{})
	require.Len(t, d.asked(), 64-8, "the limits ended")
	d.allow(8)
	require.Empty(t, d.downlink.Took(), "it was sent before")
}

func TestClaimIsNoLargerThanTheNeed(t *testing.T) {
	d := metered(t)
	stream := d.open(0, 1)
	stream.Arrive(0, 62)
	d.fetch(stream)
	require.Equal(t, 2*block, d.claimed())
}

func TestDownloadersAreToldThatTheLimitHoldsThem(t *testing.T) {
	d := metered(t)
	downloader := d.fetch(d.open(0, 1))
	d.Clock.Advance(heldInterval)
	d.Clock.Advance(heldInterval)
	require.Equal(t, []any{&port.Held{}, &port.Held{}}, downloader.Took())
	d.allow(8)
	require.Equal(t, 1, d.Clock.Waiting(), "the next claim waits")
	d.Send(d.remote, &port.Metered{})
	require.Zero(t, d.Clock.Waiting())
}

func TestUnusedAllowanceIsReturned(t *testing.T) {
	for name, end := range map[string]func(d *dialogue){
		"dropped": func(d *dialogue) { d.Send(d.remote, &port.Drop{Stream: 1}) },
		"choked":  func(d *dialogue) { d.says(of(messages.FrameChoke)) },
		"closed":  func(d *dialogue) { d.Send(d.remote, &port.StockClosed{}) },
	} {
		t.Run(name, func(t *testing.T) {
			d := metered(t)
			stream := d.open(0, 1)
			d.fetch(stream)
			d.allow(4)
			d.Send(d.remote, &port.StockSpoke{Runs: []port.Run{stream.Arrive(0, 1)}})
			d.downlink.Took()
			end(d)
			require.Equal(t, 3*block, d.returned(), "three blocks were requested, and do not come")
			require.Zero(t, d.Clock.Waiting())
		})
	}
}

func TestBlocksThatArriveUnwantedCountAgainstTheLimit(t *testing.T) {
	d := metered(t)
	d.fetch(d.open(0, 1))
	d.allow(4)
	d.downlink.Took()
	d.Send(d.remote, &port.Drop{Stream: 1})
	d.connection.Took()
	require.Equal(t, 4*block, d.returned())
	d.Send(d.remote, &port.StockSpoke{Unwanted: 2 * block})
	require.Equal(t, -2*block, d.returned())

	d.fetch(d.open(0, 1))
	require.Equal(t, maxClaim, d.claimed())
	d.Send(d.remote, &port.StockSpoke{Unwanted: block})
	d.allow(2)
	require.Len(t, d.asked(), 1, "one of two was used up")
}

func TestWithdrawnBlocksPayForOthers(t *testing.T) {
	d := metered(t)
	d.fetch(d.open(0, 1))
	d.fetch(d.open(1, 1))
	d.allow(8)
	d.forgetAll()
	d.Send(d.remote, &port.Drop{Stream: 1})
	calls := d.connection.Took()
	require.Equal(t, porttest.Withdrawing{Stream: 1}, calls[0])
	require.Len(t, calls[1], 8)
}
