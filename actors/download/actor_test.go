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

func TestAFileIsFetched(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 4))
	require.Equal(t, []any{&port.FindOwners{File: d.file.Hash(), ReplyTo: d.download}}, d.Parent.Took())
	d.name(1, 2)
	require.Equal(t, []int{2}, d.asked(), "the node itself is no owner")
	d.open(2)
	require.Equal(t, []any{&port.Inquire{File: d.file.Hash(), Pieces: 4, ReplyTo: d.download}}, d.paths[2].Took())
	require.Empty(t, d.chunks(), "nothing is asked of an owner before it told its size")

	d.has(2)
	for len(d.chunks()) > 0 {
		d.accounted()
		d.Clock.Advance(100 * time.Millisecond)
		d.done(d.chunks()[0])
	}
	d.accounted()
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

func TestAFileThatIsHereIsOnlyFinished(t *testing.T) {
	for name, file := range map[string]*porttest.File{"whole": porttest.WholeFile(1, 4), "empty": porttest.NewFile(1, 0)} {
		t.Run(name, func(t *testing.T) {
			d := newDialogue(t, file)
			require.Empty(t, d.Parent.Took())
			require.Len(t, d.Store.Finishes, 1)
			d.Send(d.download, &port.Finished{})
			require.Equal(t, []string{"DownloadEnded"}, porttest.Kinds(d.Parent.Took()))
		})
	}
}

func TestWhatIsHereIsNotFetched(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 8, 0, 1, 2, 5, 6, 7))
	require.Equal(t, []string{"FindOwners"}, porttest.Kinds(d.Parent.Took()))
	d.name(2)
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

func TestAtMostMaxSplitnessRateOwnersSend(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 100))
	d.Parent.Took()
	d.name(2, 3, 4, 5, 6)
	require.ElementsMatch(t, []int{2, 3, 4, 5, 6}, d.asked(), "all are asked what they have")
	for _, owner := range []int{2, 3, 4, 5} {
		d.ready(owner)
	}
	for _, owner := range []int{2, 3, 4} {
		require.Len(t, d.of(owner), d.Node.Settings.MaxChunksPerOwner)
	}
	require.Empty(t, d.of(5))

	d.Send(d.download, &port.OwnerSilent{Owner: porttest.Addr(3)})
	require.Equal(t, "it does not answer", noted[messages.OwnerDropped](d)[0].Reason)
	for _, c := range d.of(3) {
		d.fail(c, port.ChunkSilent)
	}
	require.Len(t, d.of(5), d.Node.Settings.MaxChunksPerOwner, "another one takes its place")
}

func TestNoMoreThanTheNeighboursAreAsked(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 100))
	owners := []int{}
	for owner := range neighbours + 5 {
		owners = append(owners, owner+2)
	}
	d.name(owners...)
	asked := d.asked()
	require.Len(t, asked, neighbours)
	require.Subset(t, owners, asked)
}

func TestABusyOwnerIsLeftAloneForLongerEachTime(t *testing.T) {
	d := fetchingFrom(t, 100, 2)
	for _, rest := range []time.Duration{firstBusy, 2 * firstBusy, 4 * firstBusy} {
		for _, c := range d.chunks() {
			d.fail(c, port.ChunkBusy)
		}
		require.Empty(t, noted[messages.OwnerDropped](d), "to be busy is no fault")
		d.Clock.Advance(rest - time.Millisecond)
		require.Empty(t, d.chunks())
		d.Clock.Advance(lookEvery + time.Millisecond)
		require.Len(t, d.chunks(), 1, "one at a time, until it serves this node")
	}
	d.done(d.chunks()[0])
	require.Len(t, d.chunks(), d.Node.Settings.MaxChunksPerOwner)
}

func TestALongerChunkIsAskedOfAFasterOwner(t *testing.T) {
	d := fetchingFrom(t, 100, 2)
	require.Equal(t, 1, d.chunks()[0].Count, "of one of which nothing is known")
	d.paced(2, 500*time.Millisecond) // 2,000 bytes a second
	chunks := d.chunks()
	require.Equal(t, 2, chunks[len(chunks)-1].Count)
	d = fetchingFrom(t, 100, 2)
	d.paced(2, time.Millisecond)
	chunks = d.chunks()
	require.Equal(t, 4, chunks[len(chunks)-1].Count, "no more than the settings say")
}

func TestAnOwnerWithTheWrongSizeIsDropped(t *testing.T) {
	for name, told := range map[string]port.OwnerAnswered{
		"length":       {Length: 4001, PieceLength: 1000},
		"piece length": {Length: 4000, PieceLength: 2000},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDialogue(t, porttest.NewFile(1, 4))
			d.name(2)
			d.open(2)
			told.Owner, told.Whole, told.Have = porttest.Addr(2), true, messages.FullBitfield(4)
			d.Send(d.download, &told)
			require.Empty(t, d.chunks())
			require.Contains(t, noted[messages.OwnerDropped](d)[0].Reason, "the torrent says 4000 in pieces of 1000")
			d.Parent.Took()
			for range 100 {
				d.name(2)
				d.Clock.Advance(time.Second)
			}
			require.Empty(t, d.asked(), "it is never asked again")
		})
	}
}

func TestWhatIsLeftOfAFailedChunkGoesToAnother(t *testing.T) {
	for name, row := range map[string]struct {
		kind   port.ChunkFailureKind
		rested bool
	}{
		"stalled": {port.ChunkStalled, true},
		"silent":  {port.ChunkSilent, true},
		"refused": {port.ChunkRefused, true},
		"spoiled": {port.ChunkSpoiled, false}, // the strike is counted with PieceBad
	} {
		t.Run(name, func(t *testing.T) {
			d := fetchingFrom(t, 1, 2, 3)
			c := d.chunks()[0]
			d.Journal.Took()
			d.fail(c, row.kind)
			facts := d.Journal.Took()
			reassigned := porttest.All[messages.ChunkReassigned](facts)[0]
			require.Equal(t, []any{1, "for a reason"}, []any{reassigned.Left, reassigned.Reason})
			require.Equal(t, row.rested, len(porttest.All[messages.OwnerDropped](facts)) == 1)
			next := d.chunks()
			require.Len(t, next, 1)
			require.Equal(t, c.Chunk, next[0].Chunk)
			require.True(t, c.Stopped)
			if row.rested {
				require.NotEqual(t, c.owner, next[0].owner)
			}
			d.accounted()
		})
	}
}

func TestPiecesOfAFailedChunkThatAreOnDiskCount(t *testing.T) {
	d := fetchingFrom(t, 10, 2)
	d.paced(2, time.Millisecond)
	c := d.chunks()[1]
	require.Equal(t, 4, c.Count)
	d.piece(c, c.First)
	d.piece(c, c.First) // told twice after a crash
	d.Journal.Took()
	d.fail(c, port.ChunkSpoiled)
	require.Equal(t, 3, noted[messages.ChunkReassigned](d)[0].Left)
	for _, next := range d.chunks() {
		require.False(t, next.First <= c.First && c.First < next.End(), "%+v", next.Chunk)
	}
}

func TestAnOwnerThatFailsRestsLongerEachTime(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 4))
	d.name(2)
	require.Equal(t, []int{2}, d.asked())
	for _, rest := range []time.Duration{firstRest, 2 * firstRest, 4 * firstRest, 8 * firstRest} {
		d.Send(d.download, &port.OwnerSilent{Owner: porttest.Addr(2)})
		d.Clock.Advance(rest - time.Millisecond)
		require.Empty(t, d.asked(), "before %v", rest)
		d.Clock.Advance(lookEvery)
		require.Equal(t, []int{2}, d.asked(), "after %v", rest)
	}
}

func TestTwoStrikesAndAnOwnerIsOut(t *testing.T) {
	d := fetchingFrom(t, 1, 2)
	for strike := range maxStrikes {
		require.Len(t, d.chunks(), 1, "strike %d", strike)
		c := d.chunks()[0]
		d.Send(d.download, &port.PieceBad{Stream: c.stream(), Piece: c.First})
		d.fail(c, port.ChunkSpoiled)
	}
	require.Empty(t, d.chunks())
	facts := d.Journal.Took()
	require.Len(t, porttest.All[messages.PieceRejected](facts), 2)
	require.Equal(t, "its pieces are wrong", porttest.Only[messages.OwnerDropped](t, porttest.All[messages.OwnerDropped](facts)).Reason)
	d.asked()
	d.Clock.Advance(time.Hour)
	d.name(2)
	require.Empty(t, d.asked())
}

func TestADownloaderThatIsGivenUpCostsItsOwnerARest(t *testing.T) {
	d := fetchingFrom(t, 1, 2, 3)
	c := d.chunks()[0]
	d.Journal.Took()
	d.Send(d.download, &port.ChildGivenUp{Child: c.PID, Cause: "nil map"})
	d.Stop(c.PID)
	require.Contains(t, noted[messages.ChunkReassigned](d)[0].Reason, "crashed too often: nil map")
	require.NotEqual(t, c.owner, d.chunks()[0].owner)
	d.accounted()
}

func TestAPathThatEndsRestsItsOwner(t *testing.T) {
	d := fetchingFrom(t, 1, 2)
	d.asked()
	d.Stop(d.paths[2].PID)
	require.Equal(t, "its path ended", noted[messages.OwnerDropped](d)[0].Reason)
	d.Clock.Advance(firstRest + lookEvery)
	require.Equal(t, []int{2}, d.asked(), "it is asked on a new path")
}

func TestAPartOwnerIsAskedForWhatIsNew(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 8))
	d.name(2)
	d.open(2)
	d.paths[2].Took()
	d.has(2, 0)
	require.Equal(t, messages.Chunk{First: 0, Count: 1}, d.chunks()[0].Chunk)
	d.Clock.Advance(refreshEvery + lookEvery)
	require.Equal(t, []string{"Inquire"}, porttest.Kinds(d.paths[2].Took()))
	d.has(2, 0, 5)
	require.Equal(t, messages.Chunk{First: 5, Count: 1}, d.chunks()[1].Chunk)
}

func TestACrashResumesFromTheDisk(t *testing.T) {
	d := fetchingFrom(t, 8, 2)
	running := d.chunks()
	d.done(running[0])
	d.Crash(d.download)
	require.Empty(t, d.chunks(), "its downloaders end with it")
	d.accounted()
	require.Equal(t, 1, d.Clock.Waiting())

	d.Parent.Took()
	d.name(2)
	d.ready(2)
	for len(d.chunks()) > 0 {
		c := d.chunks()[0]
		require.False(t, d.file.Has(c.First), "what is on disk is not fetched again")
		d.done(c)
	}
	require.Len(t, d.Store.Finishes, 1)
	d.accounted()
}

func TestTheEndLetsGoOfEverything(t *testing.T) {
	d := fetchingFrom(t, 100, 2, 3)
	require.NotEmpty(t, d.chunks())
	d.Stop(d.download)
	require.Empty(t, d.chunks())
	d.accounted()
	require.Zero(t, d.Clock.Waiting())
}

func TestAFullMemoryWaitsForAChunkToEnd(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 40))
	d.Store.FreeMemory = 1000
	d.name(2)
	d.ready(2)
	require.Len(t, d.chunks(), 1)
	first := d.chunks()[0]
	d.done(first)
	require.Len(t, d.chunks(), 1)
	require.NotEqual(t, first.Chunk, d.chunks()[0].Chunk)
}

func TestADiskThatFailsEndsTheDownload(t *testing.T) {
	for name, fail := range map[string]func(d *dialogue){
		"in a chunk": func(d *dialogue) { d.fail(d.chunks()[0], port.ChunkDisk) },
		"at the end": func(d *dialogue) {
			for len(d.chunks()) > 0 {
				d.done(d.chunks()[0])
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

func TestADownloadWithoutATrackerAsksAgain(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 4))
	d.Parent.Took()
	d.Send(d.download, &port.NoTracker{})
	d.Clock.Advance(needLost - time.Millisecond)
	require.Empty(t, d.Parent.Took())
	d.Clock.Advance(lookEvery)
	porttest.Only[*port.FindOwners](t, d.Parent.Took())
	d.Clock.Advance(needPatience - lookEvery)
	require.Empty(t, d.Parent.Took(), "an answer is awaited")
	d.Clock.Advance(2 * lookEvery)
	porttest.Only[*port.FindOwners](t, d.Parent.Took())
}

func TestADownloadWithoutOwnersAsksLessAndLessOften(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 4))
	asks := 0
	for range 600 { // two and a half minutes
		if len(porttest.All[*port.FindOwners](d.Parent.Took())) > 0 {
			asks++
			d.name()
		}
		d.Clock.Advance(lookEvery)
	}
	require.Greater(t, asks, 8)
	require.Less(t, asks, 20)
	stalled := porttest.Only[messages.DownloadStalled](t, d.Journal.Took())
	require.Equal(t, 4, stalled.Missing)
	require.Contains(t, stalled.Reason, "no owner is known")
}

func TestADroppedOwnerIsAskedForNothingMore(t *testing.T) {
	for name, drop := range map[string]func(d *dialogue){
		"wrong pieces": func(d *dialogue) {
			for range maxStrikes {
				c := d.of(2)[0]
				d.Send(d.download, &port.PieceBad{Stream: c.stream(), Piece: c.First})
			}
		},
		"a size that changed": func(d *dialogue) {
			d.Send(d.download, &port.OwnerAnswered{Owner: porttest.Addr(2), Length: 1, PieceLength: porttest.PieceLength})
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := fetchingFrom(t, 100, 2, 3)
			require.Len(t, d.of(2), 2)
			drop(d)
			for _, c := range d.of(2) {
				require.Equal(t, []string{"Yield"}, porttest.Kinds(c.Took()))
				d.Journal.Took()
				d.fail(c, port.ChunkYielded)
				require.Regexp(t, "its pieces are wrong|it has 1 bytes", noted[messages.ChunkReassigned](d)[0].Reason)
			}
			require.Empty(t, d.of(2))
			d.accounted()
		})
	}
}
