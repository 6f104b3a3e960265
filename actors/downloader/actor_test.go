package downloader

import (
	"errors"
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// dialogue is a downloader of pieces 4 to 6 of a file of ten: 30 blocks, ten to a piece.
type dialogue struct {
	*porttest.Harness
	t          *testing.T
	file       *porttest.File
	chunk      messages.Chunk
	stream     *porttest.Stream
	path       *porttest.Probe
	downloader port.PID
}

func newDialogue(t *testing.T) *dialogue {
	d := &dialogue{Harness: porttest.New(t), t: t, file: porttest.NewFile(1, 10), chunk: messages.Chunk{First: 4, Count: 3}}
	d.stream = porttest.NewStream(77, port.StreamSpec{Owner: porttest.Addr(2), Range: d.chunk.Range(d.file.File()),
		BlockSize: porttest.BlockSize})
	d.path = d.Probe("path")
	return d
}

// begin starts the downloader and takes its first Fetch.
func (d *dialogue) begin() *dialogue {
	d.downloader = d.Begin(func() actor.Actor {
		return New(d.ports(), port.DownloaderSpec{File: d.file, Chunk: d.chunk, Owner: porttest.Owner(2), Stream: d.stream, Path: d.path.PID})
	})
	return d
}

func started(t *testing.T) *dialogue {
	d := newDialogue(t).begin()
	require.Equal(t, []string{"Fetch"}, porttest.Kinds(d.path.Took()))
	return d
}

// arrive has blocks come, and gives the pieces that are to be verified then.
func (d *dialogue) arrive(first, count int) []int {
	d.Send(d.downloader, &port.BlocksPlaced{Runs: []port.Run{d.stream.Arrive(first, count)}})
	return d.toKeep()
}

func (d *dialogue) toKeep() []int {
	pieces := []int{}
	for _, keep := range d.Store.TookKeeps() {
		require.Equal(d.t, int64(keep.Piece-4)*porttest.PieceLength, keep.At)
		require.True(d.t, keep.ReplyTo.Equal(d.downloader))
		pieces = append(pieces, keep.Piece)
	}
	return pieces
}

// keep has the store answer that a piece is right and on disk.
func (d *dialogue) keep(piece int) []any {
	d.file.Add(piece)
	d.Send(d.downloader, &port.PieceKept{Piece: piece})
	return d.Parent.Took()
}

func (d *dialogue) failed(kind port.ChunkFailureKind) *port.ChunkFailed {
	d.t.Helper()
	failed := porttest.Only[*port.ChunkFailed](d.t, d.Parent.Took())
	require.Equal(d.t, d.stream.ID(), failed.Stream)
	require.Equal(d.t, kind, failed.Cause.Kind)
	require.NotEmpty(d.t, failed.Cause.Detail)
	return failed
}

func TestAChunkIsFetchedPieceByPiece(t *testing.T) {
	d := newDialogue(t).begin()
	fetch := porttest.Only[*port.Fetch](t, d.path.Took())
	require.Equal(t, d.file.Hash(), fetch.File)
	require.True(t, fetch.ReplyTo.Equal(d.downloader))
	require.EqualValues(t, 77, fetch.Stream.ID())

	require.Empty(t, d.arrive(0, 9))
	require.Equal(t, []int{4}, d.arrive(9, 6), "a piece is verified as soon as its last block is here")
	require.Equal(t, []any{&port.PieceDone{Stream: d.stream.ID(), Piece: 4}}, d.keep(4))
	require.Equal(t, []int{5, 6}, d.arrive(15, 15))
	require.Equal(t, []any{&port.PieceDone{Stream: d.stream.ID(), Piece: 6}}, d.keep(6))

	d.Clock.Advance(time.Second)
	require.Equal(t, []any{&port.PieceDone{Stream: d.stream.ID(), Piece: 5}, &port.ChunkDone{Stream: d.stream.ID(), Took: time.Second}}, d.keep(5))
	require.Equal(t, []any{&port.Confirm{File: d.file.Hash(), Stream: 77, Bytes: 3000}}, d.path.Took())

	d.Clock.Advance(time.Minute)
	require.Empty(t, d.keep(5), "it is over, and says nothing more")
}

func TestRunsOfOthersAreIgnored(t *testing.T) {
	d := started(t)
	run := d.stream.Arrive(0, 30)
	run.Stream = 78
	d.Send(d.downloader, &port.BlocksPlaced{Runs: []port.Run{run}})
	require.Empty(t, d.toKeep())
}

func TestARestartAsksOnlyForWhatIsMissing(t *testing.T) {
	d := started(t)
	d.arrive(0, 25)
	d.keep(4)
	d.Crash(d.downloader)
	fetch := porttest.Only[*port.Fetch](t, d.path.Took())
	require.Equal(t, 25, fetch.Stream.Received().Count(), "the stream remembers the blocks")
	require.Equal(t, []int{5}, d.toKeep(), "piece 4 is on disk; nobody knows what became of piece 5")
	require.Equal(t, []any{&port.PieceDone{Stream: d.stream.ID(), Piece: 5}}, d.keep(5))
	require.Empty(t, d.keep(5), "the answer to the life before comes as well")
	require.Equal(t, []int{6}, d.arrive(25, 5))
	require.Equal(t, []string{"PieceDone", "ChunkDone"}, porttest.Kinds(d.keep(6)))
	require.Equal(t, []string{"Confirm"}, porttest.Kinds(d.path.Took()))
}

func TestAStartThatFindsEverythingAsksForNothing(t *testing.T) {
	t.Run("on disk", func(t *testing.T) {
		d := newDialogue(t)
		d.file.Add(4, 5, 6)
		d.begin()
		require.Equal(t, []string{"Confirm"}, porttest.Kinds(d.path.Took()))
		require.Equal(t, []string{"ChunkDone"}, porttest.Kinds(d.Parent.Took()))
		require.Zero(t, d.Clock.Waiting())
	})
	t.Run("in the buffer", func(t *testing.T) {
		d := newDialogue(t)
		d.stream.Arrive(0, 30)
		d.begin()
		require.Empty(t, d.path.Took())
		require.Equal(t, []int{4, 5, 6}, d.toKeep())
	})
}

func TestASpoiledPieceEndsTheChunk(t *testing.T) {
	d := started(t)
	d.arrive(0, 20)
	d.Send(d.downloader, &port.PieceSpoiled{Piece: 4})
	require.Equal(t, []any{&port.PieceBad{Stream: d.stream.ID(), Piece: 4}}, d.Parent.Took(), "piece 5 is still being written")
	require.Equal(t, []any{&port.Drop{Stream: 77}}, d.path.Took())
	require.Empty(t, d.arrive(20, 10), "nothing new is begun")

	d.file.Add(5)
	d.Send(d.downloader, &port.PieceKept{Piece: 5})
	told := d.Parent.Took()
	require.Equal(t, []string{"PieceDone", "ChunkFailed"}, porttest.Kinds(told), "what is written counts")
	require.Equal(t, port.ChunkSpoiled, told[1].(*port.ChunkFailed).Cause.Kind)
}

func TestItGivesUpForAReason(t *testing.T) {
	for name, row := range map[string]struct {
		happens func(d *dialogue)
		kind    port.ChunkFailureKind
	}{
		"refused": {func(d *dialogue) {
			d.Send(d.downloader, &port.OwnerRefused{Stream: 77, Reason: messages.RefusalNoPiece})
		}, port.ChunkRefused},
		"silent":        {func(d *dialogue) { d.Send(d.downloader, &port.OwnerSilent{}) }, port.ChunkSilent},
		"its path ends": {func(d *dialogue) { d.Stop(d.path.PID) }, port.ChunkSilent},
		"told to yield": {func(d *dialogue) { d.Send(d.downloader, &port.Yield{}) }, port.ChunkYielded},
	} {
		t.Run(name, func(t *testing.T) {
			d := started(t)
			row.happens(d)
			d.failed(row.kind)
			row.happens(d)
			d.Clock.Advance(time.Minute)
			require.Empty(t, d.Parent.Took(), "it is told once")
		})
	}
}

func TestAYieldWaitsForWhatIsBeingWritten(t *testing.T) {
	d := started(t)
	d.arrive(0, 14)
	d.Send(d.downloader, &port.Yield{})
	require.Empty(t, d.Parent.Took())
	require.Equal(t, []string{"PieceDone", "ChunkFailed"}, porttest.Kinds(d.keep(4)))
}

func TestAYieldThatComesTooLateIsADoneChunk(t *testing.T) {
	d := started(t)
	d.arrive(0, 30)
	d.Send(d.downloader, &port.Yield{})
	d.keep(4)
	d.keep(5)
	require.Equal(t, []string{"PieceDone", "ChunkDone"}, porttest.Kinds(d.keep(6)))
}

func TestADiskThatFailsCountsMoreThanTheFirstReason(t *testing.T) {
	d := started(t)
	d.arrive(0, 10)
	d.Send(d.downloader, &port.Yield{})
	d.Send(d.downloader, &port.StoreFailed{Piece: 4, Cause: errors.New("disk: write file1: no space left on device")})
	require.Contains(t, d.failed(port.ChunkDisk).Cause.Detail, "no space")
}

func TestAStallIsAskedAgainAndThenGivenUp(t *testing.T) {
	d := started(t)
	for range stallLimit - 1 {
		d.Clock.Advance(stallCheck)
		require.Equal(t, []string{"Fetch"}, porttest.Kinds(d.path.Took()), "the path may have crashed")
	}
	d.Clock.Advance(stallCheck)
	require.Equal(t, []string{"Drop"}, porttest.Kinds(d.path.Took()))
	require.Contains(t, d.failed(port.ChunkStalled).Cause.Detail, "nothing came for 6s")
	require.Zero(t, d.Clock.Waiting())
}

func TestAnyBlockEndsAStall(t *testing.T) {
	d := started(t)
	for i := range 12 {
		d.Clock.Advance(2 * stallCheck)
		d.arrive(i, 1)
		require.Empty(t, d.Parent.Took())
	}
}

func TestASlowDiskIsNoStall(t *testing.T) {
	d := started(t)
	d.arrive(0, 10)
	d.Clock.Advance(time.Minute)
	require.Empty(t, d.path.Took())
	require.Empty(t, d.Parent.Took())
}

func TestTheEndDropsTheStream(t *testing.T) {
	d := started(t)
	d.Stop(d.downloader)
	require.Equal(t, []any{&port.Drop{Stream: 77}}, d.path.Took())
	require.Zero(t, d.Clock.Waiting())
}

func TestItSaysWhenHardlyAnythingIsMissing(t *testing.T) {
	d := newDialogue(t)
	d.downloader = d.Begin(func() actor.Actor {
		return New(d.ports(), port.DownloaderSpec{File: d.file, Chunk: d.chunk, Owner: porttest.Owner(2), Stream: d.stream, Path: d.path.PID,
			Near: 5 * porttest.BlockSize})
	})
	d.arrive(0, 24)
	require.Empty(t, d.Parent.Took(), "six blocks are missing")
	d.arrive(24, 1)
	require.Equal(t, []any{&port.ChunkNear{Stream: d.stream.ID()}}, d.Parent.Took())
	d.arrive(25, 1)
	require.Empty(t, d.Parent.Took(), "once")
}

// ports returns what the actor is born with.
func (d *dialogue) ports() Ports {
	return Ports{Clock: d.Clock, Store: d.Store}
}
