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

// clumsy is a spawner that panics in place of making seeders, so often.
type clumsy struct {
	port.PeerSpawn
	panics int
}

const stumbled = "a seeder could not be made"

func (c *clumsy) Seeder(ctx port.Context, name string, spec port.SeederSpec) port.PID {
	if c.panics > 0 {
		c.panics--
		panic(stumbled)
	}
	return c.PeerSpawn.Seeder(ctx, name, spec)
}

// tripping is a tracker that panics when it is asked, so often.
type tripping struct {
	port.Tracker
	panics int
}

func (c *tripping) Serves(announce string) bool {
	if c.panics > 0 {
		c.panics--
		panic(stumbled)
	}
	return c.Tracker.Serves(announce)
}

// TestACrashOverAFileThatWasGivenLosesNothing: the store gives a file once, so a peer that crashes over it must not forget
// it; one that crashes over it again lets go of it and says so.
func TestACrashOverAFileThatWasGivenLosesNothing(t *testing.T) {
	for name, c := range map[string]struct{ early, late, downloads, refused int }{
		"before it is taken up":            {early: 1, downloads: 1},
		"twice, before it is taken up":     {early: 2, refused: 1},
		"once it is taken up":              {late: 1, downloads: 1},
		"three times, once it is taken up": {late: 3, downloads: 1},
	} {
		t.Run(name, func(t *testing.T) {
			d := &dialogue{Harness: porttest.New(t), t: t}
			tracker, spawn := &tripping{Tracker: d.Tracker}, &clumsy{PeerSpawn: d.Spawn}
			d.tracker, d.spawn = tracker, spawn
			d.join()
			tracker.panics, spawn.panics = c.early, c.late
			d.ExpectPanic(stumbled)
			file := porttest.NewFile(2, 4, 0).WithAnnounce(d.Tracker.URL)
			d.Send(d.peer, &messages.Download{Torrent: "a.torrent"})
			d.Send(d.peer, &port.Opened{Torrent: "a.torrent", File: file, Path: "a"})
			require.Equal(t, c.early+c.late, d.Crashes())
			require.Equal(t, c.downloads, d.Spawn.Alive("Download"))
			require.Len(t, noted[messages.CommandRefused](d), c.refused)
			require.Len(t, d.Store.Closed, c.refused)
			for range d.Node.Settings.MaxFiles - c.downloads { // no slot is lost, and none is gained
				d.Send(d.peer, &messages.Send{Path: "x"})
			}
			require.Empty(t, noted[messages.CommandRefused](d))
			d.Send(d.peer, &messages.Send{Path: "one too many"})
			require.Len(t, noted[messages.CommandRefused](d), 1)
		})
	}
}
