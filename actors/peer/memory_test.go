package peer

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

func TestCrashKeepsCountOfFilesBeingOpened(t *testing.T) {
	d := joined(t)
	for range d.Node.Settings.MaxFiles {
		d.Send(d.peer, &messages.Send{FilePath: "being hashed"})
	}
	d.Crash(d.peer)
	for file := range d.Node.Settings.MaxFiles {
		d.Send(d.peer, &messages.Send{FilePath: "too many"})
		require.Contains(t, one[messages.CommandRefused](d).Reason, "as many as max_files allows")
		d.Send(d.peer, &port.Shared{File: porttest.WholeFile(file+1, 1)})
		d.Journal.Took()
	}
	require.Len(t, d.Store.Shares, d.Node.Settings.MaxFiles)
}

// panickingSpawn panics instead of spawning a seeder, for the first so many calls.
type panickingSpawn struct {
	port.PeerSpawn
	panics int
}

const injectedPanic = "a seeder could not be made"

func (c *panickingSpawn) Seeder(ctx port.Context, name string, spec port.SeederSpec) port.PID {
	if c.panics > 0 {
		c.panics--
		panic(injectedPanic)
	}
	return c.PeerSpawn.Seeder(ctx, name, spec)
}

// panickingTracker panics in Serves, for the first so many calls.
type panickingTracker struct {
	port.Tracker
	panics int
}

func (c *panickingTracker) Serves(announce string) bool {
	if c.panics > 0 {
		c.panics--
		panic(injectedPanic)
	}
	return c.Tracker.Serves(announce)
}

// TestCrashWhileHandlingAFile: the store answers once, so a peer that crashes while it handles the answer handles it
// again after the restart. After a second crash it closes the file and reports that.
func TestCrashWhileHandlingAFile(t *testing.T) {
	for name, c := range map[string]struct{ early, late, downloads, refused int }{
		"before it is a holding":            {early: 1, downloads: 1},
		"twice, before it is a holding":     {early: 2, refused: 1},
		"when it is a holding":              {late: 1, downloads: 1},
		"three times, when it is a holding": {late: 3, downloads: 1},
	} {
		t.Run(name, func(t *testing.T) {
			d := &dialogue{Harness: porttest.New(t), t: t}
			tracker, spawn := &panickingTracker{Tracker: d.Tracker}, &panickingSpawn{PeerSpawn: d.Spawn}
			d.tracker, d.spawn = tracker, spawn
			d.join()
			tracker.panics, spawn.panics = c.early, c.late
			d.ExpectPanic(injectedPanic)
			file := porttest.NewFile(2, 4, 0).WithAnnounce(d.Tracker.URL)
			d.Send(d.peer, &messages.Download{Torrent: "a.torrent"})
			d.Send(d.peer, &port.Opened{Torrent: "a.torrent", File: file, FilePath: "a"})
			require.Equal(t, c.early+c.late, d.Crashes())
			require.Equal(t, c.downloads, d.Spawn.Alive("Download"))
			require.Len(t, noted[messages.CommandRefused](d), c.refused)
			require.Len(t, d.Store.Closed, c.refused)
			for range d.Node.Settings.MaxFiles - c.downloads { // the count of files being opened is right
				d.Send(d.peer, &messages.Send{FilePath: "x"})
			}
			require.Empty(t, noted[messages.CommandRefused](d))
			d.Send(d.peer, &messages.Send{FilePath: "one too many"})
			require.Len(t, noted[messages.CommandRefused](d), 1)
		})
	}
}
