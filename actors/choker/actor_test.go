package choker

import (
	"testing"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
)

// dialogue is a choker and the remotes that it speaks with.
type dialogue struct {
	*porttest.Harness
	t       *testing.T
	choker  port.PID
	remotes []*porttest.Probe
}

func begin(t *testing.T, remotes int) *dialogue {
	d := &dialogue{Harness: porttest.New(t), t: t}
	memory := &Memory{}
	d.choker = d.Begin(func() actor.Actor { return New(Ports{Clock: d.Clock}, memory) })
	for range remotes {
		remote := d.Probe(t.Name() + string(rune('a'+len(d.remotes))))
		d.remotes = append(d.remotes, remote)
		d.Send(d.choker, &port.RemoteBegan{Remote: remote.PID})
	}
	return d
}

// report has a remote say whether its peer is interested, and how many bytes it has sent.
func (d *dialogue) report(remote int, interested bool, received int64) {
	d.Send(d.choker, &port.RemoteStanding{Remote: d.remotes[remote].PID, Interested: interested, Received: received})
}

// told returns what a remote was told since the last call.
func (d *dialogue) told(remote int) []any {
	var told []any
	for _, message := range d.remotes[remote].Took() {
		switch message := message.(type) {
		case *port.Choked:
			told = append(told, message.Choked)
		case *port.ReportStanding:
			told = append(told, "report")
		}
	}
	return told
}

func TestInterestedPeerIsUnchokedAtOnce(t *testing.T) {
	d := begin(t, slots+1)
	for i := range slots + 1 {
		d.report(i, true, 0)
	}
	for i := range slots {
		require.Equal(t, []any{false}, d.told(i))
	}
	require.Empty(t, d.told(slots), "no slot is free")
	d.Stop(d.remotes[0].PID)
	require.Equal(t, []any{false}, d.told(slots), "the next one takes its place")
}

func TestRoundServesThoseWhoSend(t *testing.T) {
	d := begin(t, slots+2)
	for i := range slots + 2 {
		d.report(i, true, 0)
		d.told(i)
	}
	for i := 2; i < slots+2; i++ {
		d.report(i, true, 1000)
	}
	d.Clock.Advance(roundTime - reportTime)
	require.Equal(t, []any{"report"}, d.told(slots))
	d.report(slots, true, 5000)
	d.Clock.Advance(reportTime)
	require.Equal(t, []any{false}, d.told(slots), "it sent most of all")
	require.Contains(t, d.told(slots+1), false)
	require.Contains(t, d.told(0), true, "it sent nothing, and makes way")
	require.Contains(t, d.told(1), true)
	for i := 2; i < slots; i++ {
		require.NotContains(t, d.told(i), true)
	}
}

func TestRestartedChokerKnowsItsRemotes(t *testing.T) {
	d := begin(t, 1)
	d.report(0, true, 0)
	d.Crash(d.choker)
	d.told(0)
	d.Clock.Advance(roundTime)
	require.Equal(t, []any{"report"}, d.told(0))
	d.Stop(d.remotes[0].PID)
	d.Clock.Advance(2 * roundTime)
}
