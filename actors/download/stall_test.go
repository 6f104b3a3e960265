package download

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

func TestStallIsNotedWhenNothingHasMovedForAWhile(t *testing.T) {
	d := fetchingFrom(t, 1, 2)
	d.Clock.Advance(time.Minute)
	require.Empty(t, noted[messages.DownloadStalled](d), "a chunk is in flight")
	d.fail(d.chunks()[0], port.ChunkStalled)
	d.Clock.Advance(minFailureDelay - time.Millisecond)
	require.Empty(t, noted[messages.DownloadStalled](d), "nothing has moved for half a second only")
	d.Clock.Advance(2 * stallTime)
	stalled := porttest.Only[messages.DownloadStalled](t, noted[messages.DownloadStalled](d))
	require.Contains(t, stalled.Reason, "none of the 1 known owners")
}

func TestSilentOwnersAreNamedInAStall(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 4))
	d.Clock.Advance(stallTime + busyStepInterval)
	require.Contains(t, porttest.Only[messages.DownloadStalled](t, noted[messages.DownloadStalled](d)).Reason,
		"no owner is known")
	d.announce(2)
	d.openPath(2)
	d.Stop(d.paths[2].PID) // Terminated overtakes OwnerSilent
	d.Send(d.download, &port.OwnerSilent{Owner: porttest.Addr(2)})
	d.Clock.Advance(stepInterval)
	facts := d.Journal.Took()
	require.Equal(t, "it does not answer at "+porttest.Addr(2).String(),
		porttest.All[messages.OwnerDropped](facts)[0].Reason)
	stalled := porttest.All[messages.DownloadStalled](facts)[0]
	require.Contains(t, stalled.Reason, "node 2, the only known owner, does not answer at "+porttest.Addr(2).String())
	require.Contains(t, stalled.Reason, "firewall")
}

func TestDeniedPathIsAskedForLater(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 4))
	d.announce(2)
	require.Equal(t, []int{2}, d.pathsAskedFor())
	d.Send(d.download, &port.PathDenied{Owner: porttest.Addr(2), Until: d.Clock.Now().Add(3 * time.Second)})
	d.Clock.Advance(3*time.Second - time.Millisecond)
	require.Empty(t, d.pathsAskedFor())
	d.Clock.Advance(stepInterval)
	require.Equal(t, []int{2}, d.pathsAskedFor())
	require.Empty(t, noted[messages.OwnerDropped](d), "it was not asked, and so is not silent")
}
