package peer

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

func TestSendSharesAFile(t *testing.T) {
	d := joined(t)
	d.Send(d.peer, &messages.Send{FilePath: "file1"})
	require.Equal(t, []porttest.Sharing{{FilePath: "file1", Announce: d.Tracker.URL, ReplyTo: d.peer}}, d.Store.Shares)
	d.Send(d.peer, &port.HashAdvanced{Name: "file1", Bytes: 1, Total: 4000})
	require.EqualValues(t, 1, one[messages.HashProgress](d).Bytes)
	file := porttest.WholeFile(1, 4)
	d.Send(d.peer, &port.Shared{FilePath: "file1", File: file, Torrent: "file1.torrent"})
	require.Equal(t, "file1.torrent", one[messages.FileShared](d).Torrent)
	require.True(t, d.Network.Published[file.Hash()].Equal(d.seeders()[0].PID))
	spec := d.seeders()[0].Spec.(port.SeederSpec)
	require.True(t, spec.Uplink.Equal(d.Spawn.Of("Uplink")[0].PID))
}

func TestOpenFailureIsReported(t *testing.T) {
	d := joined(t)
	d.Send(d.peer, &messages.Download{Torrent: "x.torrent"})
	require.Equal(t, "x.torrent", d.Store.Opens[0].Torrent)
	d.Send(d.peer,
		&port.StoreFailed{What: "x.torrent", Piece: -1, Cause: errors.New("disk: open x.torrent: no such file")})
	require.Contains(t, one[messages.CommandRefused](d).Reason, "no such file")
	require.Empty(t, d.seeders())
}

func TestDownloadStartsADownload(t *testing.T) {
	d := joined(t)
	d.fetch(porttest.NewFile(1, 4, 0, 3))
	require.EqualValues(t, 2000, one[messages.DownloadStarted](d).Have)
	require.Len(t, d.downloads(), 1)
	require.Equal(t, "/files/file1", d.downloads()[0].Spec.(port.DownloadSpec).FilePath)
	require.Len(t, d.seeders(), 1, "the pieces that are here are served at once")
}

func TestCompleteFileIsNotFetched(t *testing.T) {
	d := joined(t)
	require.Equal(t, map[int]messages.HoldingState{1: messages.HoldingWhole},
		d.holdings(d.fetch(porttest.WholeFile(1, 4))))
	require.True(t, one[messages.DownloadFinished](d).Already)
	require.Empty(t, d.downloads())
}

func TestSameFileTwice(t *testing.T) {
	t.Run("download of a file that is being downloaded", func(t *testing.T) {
		d := joined(t)
		d.fetch(porttest.NewFile(1, 4))
		again := porttest.NewFile(1, 4)
		d.fetch(again)
		require.Contains(t, one[messages.CommandRefused](d).Reason, "is being downloaded already")
		require.Equal(t, []port.OpenFile{again}, d.Store.Closed)
		require.Len(t, d.downloads(), 1)
	})
	t.Run("download of a file that is shared", func(t *testing.T) {
		d := joined(t)
		d.share(porttest.WholeFile(1, 4))
		d.fetch(porttest.WholeFile(1, 4))
		require.True(t, one[messages.DownloadFinished](d).Already)
		require.Len(t, d.seeders(), 1)
	})
	t.Run("send of a file that is shared", func(t *testing.T) {
		d := joined(t)
		d.share(porttest.WholeFile(1, 4))
		d.share(porttest.WholeFile(1, 4))
		require.Len(t, noted[messages.FileShared](d), 2)
		require.Len(t, d.seeders(), 1)
	})
	t.Run("send of a file that is being downloaded", func(t *testing.T) {
		d := joined(t)
		d.fetch(porttest.NewFile(1, 4))
		d.share(porttest.WholeFile(1, 4))
		require.Contains(t, one[messages.SharingFailed](d).Reason, "is being downloaded")
		require.Len(t, d.seeders(), 1)
	})
}

func TestTorrentOfAnotherTrackerIsRefused(t *testing.T) {
	d := joined(t)
	file := porttest.NewFile(1, 4).WithAnnounce("http://elsewhere:1")
	d.fetch(file)
	require.Contains(t, one[messages.CommandRefused](d).Reason, "start the peer with -tracker http://elsewhere:1")
	require.Equal(t, []port.OpenFile{file}, d.Store.Closed)
	require.Empty(t, d.downloads())
	d.fetch(porttest.NewFile(1, 4).WithAnnounce(""))
	require.Len(t, d.downloads(), 1, "a torrent that names no tracker suits every peer")
}

func TestMaxFilesIsEnforced(t *testing.T) {
	d := joined(t)
	for file := range d.Node.Settings.MaxFiles - 1 {
		d.share(porttest.WholeFile(file+1, 1))
	}
	d.Send(d.peer, &messages.Send{FilePath: "being hashed"})
	require.Empty(t, noted[messages.CommandRefused](d))
	d.Send(d.peer, &messages.Send{FilePath: "too many"})
	require.Contains(t, one[messages.CommandRefused](d).Reason, "as many as max_files allows")
	d.Send(d.peer, &port.StoreFailed{What: "being hashed", Cause: errors.New("no such file")})
	d.Journal.Took()
	d.Send(d.peer, &messages.Send{FilePath: "room again"})
	require.Empty(t, d.Journal.Took())
}

func TestCommandsAreRefusedWhileLeaving(t *testing.T) {
	d := joined(t)
	d.Send(d.peer, &messages.Leave{})
	d.Send(d.peer, &messages.Send{FilePath: "file1"})
	require.Contains(t, one[messages.CommandRefused](d).Reason, "leaving")
	require.Empty(t, d.Store.Shares)
}

func TestFailedDownloadIsClosed(t *testing.T) {
	d := joined(t)
	file := porttest.NewFile(1, 4, 0)
	d.fetch(file)
	d.owned()
	d.Journal.Took()
	d.Send(d.peer, &port.DownloadEnded{File: file.Hash(), Reason: "no space left on device"})
	require.Equal(t, []string{"SharingStopped"}, porttest.Kinds(d.Journal.Took()),
		"the download itself has reported the failure")
	require.Zero(t, d.Spawn.Alive("Download")+d.Spawn.Alive("Seeder"))
	require.Equal(t, []port.OpenFile{file}, d.Store.Closed)
	require.Empty(t, d.Network.Published)
	d.Send(d.peer, &port.DownloadEnded{File: file.Hash(), Reason: "no space left on device"})
	require.Empty(t, d.Journal.Took())
	d.fetch(file)
	require.Equal(t, 1, d.Spawn.Alive("Download"), "the same command resumes the download")
}

func TestLostSourceIsNoLongerServed(t *testing.T) {
	d := joined(t)
	file := porttest.WholeFile(1, 4)
	d.share(file)
	d.owned()
	d.Journal.Took()
	d.Send(d.peer, &port.SourceLost{File: file.Hash(), Reason: "it changed"})
	require.Equal(t, "it changed", one[messages.SharingStopped](d).Reason)
	require.Empty(t, d.Network.Published)
	require.Zero(t, d.Spawn.Alive("Seeder"))
	d.Send(d.peer, &port.SourceLost{File: file.Hash(), Reason: "it changed"})
	require.Empty(t, d.Journal.Took())
}

func TestChildGivenUp(t *testing.T) {
	t.Run("a seeder", func(t *testing.T) {
		d := joined(t)
		d.share(porttest.WholeFile(1, 4))
		d.Journal.Took()
		d.Send(d.peer, &port.ChildGivenUp{Child: d.seeders()[0].PID, Cause: "nil map"})
		d.Stop(d.seeders()[0].PID)
		require.Contains(t, one[messages.SharingStopped](d).Reason, "crashed too often: nil map")
	})
	t.Run("a download", func(t *testing.T) {
		d := joined(t)
		d.fetch(porttest.NewFile(1, 4))
		d.Journal.Took()
		d.Send(d.peer, &port.ChildGivenUp{Child: d.downloads()[0].PID, Cause: "nil map"})
		d.Stop(d.downloads()[0].PID)
		require.Contains(t, one[messages.DownloadFailed](d).Reason, "crashed too often: nil map")
		require.Zero(t, d.Spawn.Alive("Seeder"))
	})
	t.Run("the uplink", func(t *testing.T) {
		d := joined(t)
		d.share(porttest.WholeFile(1, 4))
		d.ExpectPanic("was given up")
		d.Stop(d.Spawn.Of("Uplink")[0].PID)
		require.Equal(t, 1, d.Crashes(), "a node needs its uplink, so the peer restarts")
		require.Equal(t, 1, d.Spawn.Alive("Uplink"))
		require.Equal(t, 1, d.Spawn.Alive("Seeder"))
	})
}

func TestCrashResumesSharingAndFetching(t *testing.T) {
	d := joined(t)
	whole, part := porttest.WholeFile(1, 4), porttest.NewFile(2, 4, 0)
	d.share(whole)
	d.fetch(part)
	token := d.Tokens.Saved
	d.Crash(d.peer)
	for kind, count := range map[string]int{"Seeder": 2, "Download": 1, "Heartbeat": 1, "Uplink": 1} {
		require.Equal(t, count, d.Spawn.Alive(kind), kind)
	}
	require.True(t, d.Network.Published[whole.Hash()].Equal(d.seeders()[2].PID))
	require.Empty(t, d.Store.Closed)
	d.beat()
	require.Equal(t, token, porttest.Only[*messages.Register](t, d.Tracker.Took()).Token)
	d.register(false)
	require.Equal(t, map[int]messages.HoldingState{1: messages.HoldingWhole, 2: messages.HoldingPart},
		d.holdings(d.Tracker.Took()))
}

func TestDownloadsShareThePathToAnOwner(t *testing.T) {
	d := joined(t)
	one, two := d.Probe("one"), d.Probe("two")
	open := func(by *porttest.Probe, owner int) *port.PathOpened {
		d.Send(d.peer, &port.OpenPath{Owner: porttest.Addr(owner), ReplyTo: by.PID})
		return porttest.Only[*port.PathOpened](t, by.Took())
	}
	first := open(one, 2)
	require.Equal(t, port.PathSpec{Owner: porttest.Addr(2), Downlink: d.Spawn.Of("Downlink")[0].PID},
		d.Spawn.Of("Path")[0].Spec)
	require.True(t, first.Path.Equal(open(two, 2).Path), "all downloads share one path")
	require.False(t, first.Path.Equal(open(two, 3).Path))
	d.Stop(first.Path)
	require.False(t, first.Path.Equal(open(one, 2).Path), "a new path replaces one that ended")
	require.Len(t, d.Spawn.Of("Path"), 3)
}

func TestTimersOfAnEarlierIncarnationAreStale(t *testing.T) {
	d := joined(t)
	d.Send(d.peer, &retryDue{owner: &Actor{}})
	d.Send(d.peer, &leaveDue{owner: &Actor{}})
	d.Clock.Advance(time.Minute)
	require.Empty(t, d.Tracker.Took())
	require.False(t, d.ended())
}
