package peer

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

func TestACrashDoesNotForgetWhatIsBeingOpened(t *testing.T) {
	d := joined(t)
	for range d.Node.Settings.MaxFiles {
		d.Send(d.peer, &messages.Send{Path: "being hashed"})
	}
	d.Crash(d.peer)
	for file := range d.Node.Settings.MaxFiles {
		d.Send(d.peer, &messages.Send{Path: "too many"})
		require.Contains(t, one[messages.CommandRefused](d).Reason, "as many as max_files allows")
		d.Send(d.peer, &port.Shared{File: porttest.WholeFile(file+1, 1)})
		d.Journal.Took()
	}
	require.Len(t, d.Store.Shares, d.Node.Settings.MaxFiles)
}
