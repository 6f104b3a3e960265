package download

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

func TestFileIsFetched(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 4))
	require.Equal(t, []any{&port.FindOwners{File: d.file.Hash(), ReplyTo: d.download}}, d.Parent.Took())
	d.announce(1, 2)
	require.Equal(t, []int{2}, d.pathsAskedFor(), "the node itself is no owner")
	d.openPath(2)
	require.Equal(t, []any{&port.Inquire{File: d.file.Hash(), Pieces: 4, ReplyTo: d.download}}, d.paths[2].Took())
	require.Empty(t, d.chunks(), "no chunk is asked for before the owner has told its size")

	d.tellHas(2)
	for len(d.chunks()) > 0 {
		d.checkResources()
		d.Clock.Advance(100 * time.Millisecond)
		d.complete(d.chunks()[0])
	}
	d.checkResources()
	require.True(t, d.file.Have().Full())
	require.Len(t, porttest.All[*port.Gained](d.seeder.Took()), 4)
	require.Len(t, d.Store.Finishes, 1)
	d.Journal.Took()
	d.Parent.Took()

	d.Send(d.download, &port.Finished{FilePath: "/files/file1"})
	require.Equal(t, []any{&port.DownloadEnded{File: d.file.Hash()}}, d.Parent.Took())
	finished := porttest.Only[messages.DownloadFinished](t, d.Journal.Took())
	require.Equal(t, int64(4000), finished.Bytes)
	require.Equal(t, messages.FilePath("/files/file1"), finished.Path)
}

func TestCompleteFileIsOnlyFinished(t *testing.T) {
	for name, file := range map[string]*porttest.File{
		"whole": porttest.WholeFile(1, 4), "empty": porttest.NewFile(1, 0),
	} {
		t.Run(name, func(t *testing.T) {
			d := newDialogue(t, file)
			require.Empty(t, d.Parent.Took())
			require.Len(t, d.Store.Finishes, 1)
			d.Send(d.download, &port.Finished{})
			require.Equal(t, []string{"DownloadEnded"}, porttest.Kinds(d.Parent.Took()))
		})
	}
}

func TestUnwantedPiecesAreNotFetched(t *testing.T) {
	file := porttest.NewFile(1, 8, 0, 1)
	file.SetUnwanted(1, 2, 5, 6)
	d := newDialogue(t, file)
	d.announce(2)
	d.openPath(2)
	d.tellHas(2)
	for len(d.chunks()) > 0 {
		d.checkResources()
		d.Clock.Advance(100 * time.Millisecond)
		d.complete(d.chunks()[0])
	}
	require.Equal(t, 5, file.Have().Count(), "0, 1, 3, 4 and 7")
	require.False(t, file.Has(2) || file.Has(5) || file.Has(6))
	require.Len(t, d.Store.Finishes, 1)
}

func TestOnlyMissingPiecesAreFetched(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 8, 0, 1, 2, 5, 6, 7))
	require.Equal(t, []string{"FindOwners"}, porttest.Kinds(d.Parent.Took()))
	d.announce(2)
	d.ready(2)
	pieces := 0
	for _, c := range d.chunks() {
		for i := range c.Count {
			require.Contains(t, []int{3, 4}, c.First+i)
			pieces++
		}
	}
	require.Equal(t, 2, pieces)
}

func TestBusyOwnerIsLeftAloneForLongerEachTime(t *testing.T) {
	d := fetchingFrom(t, 100, 2)
	for _, delay := range []time.Duration{minBusyDelay, 2 * minBusyDelay, 4 * minBusyDelay} {
		for _, c := range d.chunks() {
			d.fail(c, port.ChunkBusy)
		}
		require.Empty(t, noted[messages.OwnerDropped](d), "a busy owner is not dropped")
		d.Clock.Advance(delay - time.Millisecond)
		require.Empty(t, d.chunks())
		d.Clock.Advance(stepInterval + time.Millisecond)
		require.Len(t, d.chunks(), 1, "one chunk at a time, until the owner has sent a piece")
	}
	d.complete(d.chunks()[0])
	require.Len(t, d.chunks(), d.Node.Settings.MaxChunksPerOwner)
}

func TestOwnerWithAnotherSizeIsDroppedWhenItRepeatsIt(t *testing.T) {
	for name, told := range map[string]port.OwnerAnswered{
		"length":       {Length: 4001, PieceLength: 1000},
		"piece length": {Length: 4000, PieceLength: 2000},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDialogue(t, porttest.NewFile(1, 4))
			d.announce(2)
			told.Owner, told.Whole, told.Have = porttest.Addr(2), true, messages.FullBitfield(4)
			for range 2 { // once may be a mistake
				require.Equal(t, []int{2}, d.pathsAskedFor())
				d.openPath(2)
				d.Send(d.download, &told)
				require.Empty(t, d.chunks())
				require.Contains(t, noted[messages.OwnerDropped](d)[0].Reason,
					"the torrent says 4000 in pieces of 1000")
				d.Clock.Advance(minFailureDelay + stepInterval)
			}
			d.announce(2)
			d.Clock.Advance(stallTime / 2)
			require.Empty(t, d.pathsAskedFor(), "it is dropped")
			d.Clock.Advance(2 * stallTime)
			require.Equal(t, []int{2}, d.pathsAskedFor(), "a download that stalls gives it another chance")
			d.ready(2)
			require.NotEmpty(t, d.chunks(), "it says now what the torrent says")
		})
	}
}

func TestFailedChunkIsFetchedAgain(t *testing.T) {
	for name, row := range map[string]struct {
		kind  port.ChunkFailureKind
		rests bool
	}{
		"stalled": {port.ChunkStalled, true},
		"silent":  {port.ChunkSilent, true},
		"refused": {port.ChunkRefused, true},
		"spoiled": {port.ChunkSpoiled, false}, // PieceBad was handled
	} {
		t.Run(name, func(t *testing.T) {
			d := fetchingFrom(t, 1, 2, 3)
			c := d.chunks()[0]
			d.Journal.Took()
			d.fail(c, row.kind)
			facts := d.Journal.Took()
			reassigned := porttest.All[messages.ChunkReassigned](facts)[0]
			require.Equal(t, []any{1, "for a reason"}, []any{reassigned.Left, reassigned.Reason})
			require.Equal(t, row.rests, len(porttest.All[messages.OwnerDropped](facts)) == 1)
			next := d.chunks()
			require.Len(t, next, 1)
			require.Equal(t, c.Chunk, next[0].Chunk)
			require.True(t, c.Stopped)
			if row.rests {
				require.NotEqual(t, c.owner, next[0].owner)
			}
			d.checkResources()
		})
	}
}

func TestVerifiedPiecesOfAFailedChunkCount(t *testing.T) {
	d := fetchingFrom(t, 10, 2)
	d.completeAfter(2, time.Millisecond)
	c := d.chunks()[1]
	require.Equal(t, 4, c.Count)
	d.verify(c, c.First)
	d.verify(c, c.First) // PieceDone comes twice after a crash
	d.Journal.Took()
	d.fail(c, port.ChunkSpoiled)
	require.Equal(t, 3, noted[messages.ChunkReassigned](d)[0].Left)
	for _, next := range d.chunks() {
		require.False(t, next.First <= c.First && c.First < next.End(), "%+v", next.Chunk)
	}
}

func TestFailingOwnerRestsLongerEachTime(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 4))
	d.announce(2)
	require.Equal(t, []int{2}, d.pathsAskedFor())
	for _, factor := range []time.Duration{1, 2, 4, 8} {
		delay := factor * minFailureDelay
		d.Send(d.download, &port.OwnerSilent{Owner: porttest.Addr(2)})
		d.Clock.Advance(delay - time.Millisecond)
		require.Empty(t, d.pathsAskedFor(), "before %v", delay)
		d.Clock.Advance(stepInterval)
		require.Equal(t, []int{2}, d.pathsAskedFor(), "after %v", delay)
	}
}

// spoil plays a downloader whose first piece is wrong.
func (d *dialogue) spoil(c chunk) {
	d.Send(d.download, &port.PieceBad{Stream: c.stream(), Piece: c.First})
	d.fail(c, port.ChunkSpoiled)
}

func TestOwnerIsDroppedWhenMostOfItsPiecesAreWrong(t *testing.T) {
	d := fetchingFrom(t, 20, 2)
	spoiled := map[int]bool{}
	for range minBadPieces {
		c := d.chunks()[0]
		require.False(t, spoiled[c.First], "a wrong piece is not asked of the same owner again")
		spoiled[c.First] = true
		for _, other := range d.chunks()[1:] {
			d.fail(other, port.ChunkYielded)
		}
		d.spoil(c)
	}
	for _, c := range d.chunks() {
		d.fail(c, port.ChunkYielded)
	}
	require.Empty(t, d.chunks())
	facts := d.Journal.Took()
	require.Len(t, porttest.All[messages.PieceRejected](facts), minBadPieces)
	dropped := porttest.Only[messages.OwnerDropped](t, porttest.All[messages.OwnerDropped](facts))
	require.Equal(t, "most of its pieces are wrong", dropped.Reason)
	d.pathsAskedFor()
	d.Clock.Advance(stallTime / 2)
	require.Empty(t, d.pathsAskedFor())
	d.Clock.Advance(stallTime)
	require.Equal(t, []int{2}, d.pathsAskedFor(), "a download that stalls gives it another chance")
	d.ready(2)
	for _, c := range d.chunks() {
		for piece := c.First; piece < c.End(); piece++ {
			require.False(t, spoiled[piece], "piece %d was wrong", piece)
		}
	}
}

// TestOwnerOfOneWrongPieceGoesOn checks that an owner keeps all but its wrong piece, which another owner sends.
func TestOwnerOfOneWrongPieceGoesOn(t *testing.T) {
	d := fetchingFrom(t, 1, 2)
	d.spoil(d.chunks()[0])
	require.Empty(t, d.chunks(), "nobody else has the piece")
	require.Empty(t, noted[messages.OwnerDropped](d))
	d.announce(3)
	d.ready(3)
	require.Equal(t, 3, d.chunks()[0].owner)
	d.fail(d.chunks()[0], port.ChunkStalled)
	require.Empty(t, d.chunks())
}

// TestOwnerIsForgivenInTime checks that a wrong piece is asked of the same owner again if it is named still, long
// after.
func TestOwnerIsForgivenInTime(t *testing.T) {
	d := fetchingFrom(t, 1, 2)
	d.spoil(d.chunks()[0])
	d.Clock.Advance(forgiveTime)
	d.paths[2].Took()
	d.announce(2)
	d.Clock.Advance(2 * stepInterval)
	require.Equal(t, []string{"Inquire"}, porttest.Kinds(d.paths[2].Took()))
	d.tellHas(2)
	require.Len(t, d.chunks(), 1)
}

func TestSilentOwnersAreReported(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 4))
	d.announce(2, 3)
	for _, owner := range []int{2, 3} {
		d.openPath(owner)
	}
	d.tellHas(3, 1)
	d.Parent.Took()
	for _, owner := range []int{2, 3} {
		d.Send(d.download, &port.OwnerSilent{Owner: porttest.Addr(owner)})
	}
	var reported []messages.NodeID
	for range 8 {
		d.Clock.Advance(stepInterval)
		for _, find := range porttest.All[*port.FindOwners](d.Parent.Took()) {
			reported = append(reported, find.Silent...)
			d.announce(2, 3)
		}
	}
	require.Equal(t, []messages.NodeID{2}, reported, "owner 3 has answered before; a silence is reported once")
}

func TestOwnerRestsWhenItsDownloaderCrashesTooOften(t *testing.T) {
	d := fetchingFrom(t, 1, 2, 3)
	c := d.chunks()[0]
	d.Journal.Took()
	d.Send(d.download, &port.ChildGivenUp{Child: c.PID, Cause: "nil map"})
	d.Stop(c.PID)
	require.Contains(t, noted[messages.ChunkReassigned](d)[0].Reason, "crashed too often: nil map")
	require.NotEqual(t, c.owner, d.chunks()[0].owner)
	d.checkResources()
}

func TestOwnerRestsWhenItsPathEnds(t *testing.T) {
	d := fetchingFrom(t, 1, 2)
	d.pathsAskedFor()
	d.Stop(d.paths[2].PID)
	require.Contains(t, noted[messages.OwnerDropped](d)[0].Reason, "it does not answer at")
	d.Clock.Advance(minFailureDelay + stepInterval)
	require.Equal(t, []int{2}, d.pathsAskedFor(), "a new path is opened")
}

func TestOwnerOfAPartIsAskedAgainWhatItHas(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 8))
	d.announce(2)
	d.openPath(2)
	d.paths[2].Took()
	d.tellHas(2, 0)
	require.Equal(t, messages.Chunk{First: 0, Count: 1}, d.chunks()[0].Chunk)
	d.Clock.Advance(inquiryInterval + stepInterval)
	require.Equal(t, []string{"Inquire"}, porttest.Kinds(d.paths[2].Took()))
	d.tellHas(2, 0, 5)
	require.Equal(t, messages.Chunk{First: 5, Count: 1}, d.chunks()[1].Chunk)
}

func TestRestartResumesFromTheDisk(t *testing.T) {
	d := fetchingFrom(t, 8, 2)
	running := d.chunks()
	d.complete(running[0])
	d.Crash(d.download)
	require.Empty(t, d.chunks(), "its downloaders end with it")
	d.checkResources()
	require.Equal(t, 1, d.Clock.Waiting())

	d.Parent.Took()
	d.announce(2)
	d.ready(2)
	for len(d.chunks()) > 0 {
		c := d.chunks()[0]
		require.False(t, d.file.Has(c.First), "verified pieces are not fetched again")
		d.complete(c)
	}
	require.Len(t, d.Store.Finishes, 1)
	d.checkResources()
}

func TestStopReleasesEverything(t *testing.T) {
	d := fetchingFrom(t, 100, 2, 3)
	require.NotEmpty(t, d.chunks())
	d.Stop(d.download)
	require.Empty(t, d.chunks())
	d.checkResources()
	require.Zero(t, d.Clock.Waiting())
}

func TestFullBufferMemoryWaitsForAChunkToEnd(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 40))
	d.Store.FreeMemory = 1000
	d.announce(2)
	d.ready(2)
	require.Len(t, d.chunks(), 1)
	first := d.chunks()[0]
	d.complete(first)
	require.Len(t, d.chunks(), 1)
	require.NotEqual(t, first.Chunk, d.chunks()[0].Chunk)
}

func TestDiskFailureEndsTheDownload(t *testing.T) {
	for name, fail := range map[string]func(d *dialogue){
		"in a chunk": func(d *dialogue) { d.fail(d.chunks()[0], port.ChunkDisk) },
		"at the end": func(d *dialogue) {
			for len(d.chunks()) > 0 {
				d.complete(d.chunks()[0])
			}
			d.Send(d.download, &port.StoreFailed{Piece: -1, Cause: errors.New("for a reason")})
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := fetchingFrom(t, 8, 2)
			fail(d)
			require.Contains(t, noted[messages.DownloadFailed](d)[0].Reason, "for a reason; what is verified is kept")
			told := d.Parent.Took()
			require.Equal(t, &port.DownloadEnded{File: d.file.Hash(), Reason: "for a reason"}, told[len(told)-1])
			d.Clock.Advance(time.Minute)
			require.Empty(t, d.Parent.Took(), "nothing more is tried")
		})
	}
}

func TestUnreachableTrackerIsAskedAgain(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 4))
	d.Parent.Took()
	d.Send(d.download, &port.NoTracker{})
	d.Clock.Advance(noTrackerDelay - time.Millisecond)
	require.Empty(t, d.Parent.Took())
	d.Clock.Advance(stepInterval)
	porttest.Only[*port.FindOwners](t, d.Parent.Took())
	d.Clock.Advance(needTimeout - stepInterval)
	require.Empty(t, d.Parent.Took(), "the answer is awaited")
	d.Clock.Advance(2 * stepInterval)
	porttest.Only[*port.FindOwners](t, d.Parent.Took())
}

func TestDownloadWithoutOwnersAsksLessAndLessOften(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 4))
	asks := 0
	for range 600 { // 150 s
		if len(porttest.All[*port.FindOwners](d.Parent.Took())) > 0 {
			asks++
			d.announce()
		}
		d.Clock.Advance(stepInterval)
	}
	require.Greater(t, asks, 8)
	require.Less(t, asks, 20)
	stalled := porttest.Only[messages.DownloadStalled](t, d.Journal.Took())
	require.Equal(t, 4, stalled.Missing)
	require.Contains(t, stalled.Reason, "no owner is known")
}

func TestDroppedOwnerIsAskedForNothingMore(t *testing.T) {
	for name, drop := range map[string]func(d *dialogue){
		"wrong pieces": func(d *dialogue) {
			for i := range minBadPieces {
				c := d.chunksFrom(2)[i]
				d.Send(d.download, &port.PieceBad{Stream: c.stream(), Piece: c.First})
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := fetchingFrom(t, 100, 2, 3)
			require.Len(t, d.chunksFrom(2), 2)
			drop(d)
			for _, c := range d.chunksFrom(2) {
				require.Equal(t, []string{"Yield"}, porttest.Kinds(c.Took()))
				d.Journal.Took()
				d.fail(c, port.ChunkYielded)
				require.Regexp(t, "most of its pieces are wrong", noted[messages.ChunkReassigned](d)[0].Reason)
			}
			require.Empty(t, d.chunksFrom(2))
			d.checkResources()
		})
	}
}

func TestFullDiskIsReportedOnce(t *testing.T) {
	d := fetchingFrom(t, 100, 2, 3)
	d.Parent.Took()
	d.Journal.Took()
	for _, c := range d.chunks() { // a full disk fails all of them
		d.fail(c, port.ChunkDisk)
	}
	require.Equal(t, []string{"DownloadEnded"}, porttest.Kinds(d.Parent.Took()))
	require.Len(t, noted[messages.DownloadFailed](d), 1)
}
