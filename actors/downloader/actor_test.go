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

// dialogue is a downloader under test. It fetches pieces 4 to 6 of a file of ten: 30 blocks, ten to a piece. The test
// plays its download, the path and the store.
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
	d := &dialogue{Harness: porttest.New(t), t: t, file: porttest.NewFile(1, 10)}
	d.chunk = messages.Chunk{First: 4, Count: 3}
	d.stream = porttest.NewStream(77, port.StreamSpec{Owner: porttest.Addr(2), Range: d.chunk.Range(d.file.File()),
		BlockSize: porttest.BlockSize})
	d.path = d.Probe("path")
	return d
}

// begin starts the downloader. near is how many missing bytes it reports with ChunkNear; 0 for never.
func (d *dialogue) begin(near int64) *dialogue {
	d.downloader = d.Begin(func() actor.Actor {
		return New(Ports{Clock: d.Clock, Store: d.Store}, port.DownloaderSpec{File: d.file, Chunk: d.chunk,
			Owner: porttest.Owner(2), Stream: d.stream, Path: d.path.PID, Near: near})
	})
	return d
}

// started returns a downloader that has asked for its blocks.
func started(t *testing.T) *dialogue {
	d := newDialogue(t).begin(0)
	require.Equal(t, []string{"Fetch"}, porttest.Kinds(d.path.Took()))
	return d
}

// arrive puts blocks into the buffer and tells the downloader. It returns the pieces that the store is then asked to
// keep.
func (d *dialogue) arrive(first, count int) []int {
	d.Send(d.downloader, &port.BlocksPlaced{Runs: []port.Run{d.stream.Arrive(first, count)}})
	return d.toKeep()
}

// toKeep returns the pieces that the store was asked to keep since the last call.
func (d *dialogue) toKeep() []int {
	pieces := []int{}
	for _, keep := range d.Store.TookKeeps() {
		require.Equal(d.t, int64(keep.Piece-4)*porttest.PieceLength, keep.At)
		require.True(d.t, keep.ReplyTo.Equal(d.downloader))
		pieces = append(pieces, keep.Piece)
	}
	return pieces
}

// keep plays the store: a piece is verified and on disk. It returns what the downloader then sends to its parent.
func (d *dialogue) keep(piece int) []any {
	d.file.Add(piece)
	d.Send(d.downloader, &port.PieceKept{Piece: piece})
	return d.Parent.Took()
}

// failed returns the ChunkFailed that the downloader has sent, and checks its kind.
func (d *dialogue) failed(kind port.ChunkFailureKind) *port.ChunkFailed {
	d.t.Helper()
	failed := porttest.Only[*port.ChunkFailed](d.t, d.Parent.Took())
	require.Equal(d.t, d.stream.ID(), failed.Stream)
	require.Equal(d.t, kind, failed.Cause.Kind)
	require.NotEmpty(d.t, failed.Cause.Detail)
	return failed
}

func TestChunkIsFetchedPieceByPiece(t *testing.T) {
	d := newDialogue(t).begin(0)
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
	require.Equal(t, []any{
		&port.PieceDone{Stream: d.stream.ID(), Piece: 5},
		&port.ChunkDone{Stream: d.stream.ID(), Took: time.Second},
	}, d.keep(5))
	require.Equal(t, []any{&port.Confirm{File: d.file.Hash(), Stream: 77, Bytes: 3000}}, d.path.Took())

	d.Clock.Advance(time.Minute)
	require.Empty(t, d.keep(5), "the chunk is done: nothing more is sent")
}

func TestRunsOfOtherStreamsAreIgnored(t *testing.T) {
	d := started(t)
	run := d.stream.Arrive(0, 30)
	run.Stream = 78
	d.Send(d.downloader, &port.BlocksPlaced{Runs: []port.Run{run}})
	require.Empty(t, d.toKeep())
}

func TestRestartAsksOnlyForMissingBlocks(t *testing.T) {
	d := started(t)
	d.arrive(0, 25)
	d.keep(4)
	d.Crash(d.downloader)
	fetch := porttest.Only[*port.Fetch](t, d.path.Took())
	require.Equal(t, 25, fetch.Stream.Received().Count(), "the stream remembers the blocks")
	require.Equal(t, []int{5}, d.toKeep(), "piece 4 is on disk; the answer for piece 5 may be lost")
	require.Equal(t, []any{&port.PieceDone{Stream: d.stream.ID(), Piece: 5}}, d.keep(5))
	require.Empty(t, d.keep(5), "the answer to the incarnation before arrives, too")
	require.Equal(t, []int{6}, d.arrive(25, 5))
	require.Equal(t, []string{"PieceDone", "ChunkDone"}, porttest.Kinds(d.keep(6)))
	require.Equal(t, []string{"Confirm"}, porttest.Kinds(d.path.Took()))
}

func TestCompleteChunkIsNotFetched(t *testing.T) {
	t.Run("on disk", func(t *testing.T) {
		d := newDialogue(t)
		d.file.Add(4, 5, 6)
		d.begin(0)
		require.Equal(t, []string{"Confirm"}, porttest.Kinds(d.path.Took()))
		require.Equal(t, []string{"ChunkDone"}, porttest.Kinds(d.Parent.Took()))
		require.Zero(t, d.Clock.Waiting())
	})
	t.Run("in the buffer", func(t *testing.T) {
		d := newDialogue(t)
		d.stream.Arrive(0, 30)
		d.begin(0)
		require.Empty(t, d.path.Took())
		require.Equal(t, []int{4, 5, 6}, d.toKeep())
	})
}

func TestWrongPieceEndsTheChunk(t *testing.T) {
	d := started(t)
	d.arrive(0, 20)
	d.Send(d.downloader, &port.PieceSpoiled{Piece: 4})
	bad := []any{&port.PieceBad{Stream: d.stream.ID(), Piece: 4}}
	require.Equal(t, bad, d.Parent.Took(), "piece 5 is still being written")
	require.Equal(t, []any{&port.Drop{Stream: 77}}, d.path.Took())
	require.Empty(t, d.arrive(20, 10), "no other piece is kept")

	d.file.Add(5)
	d.Send(d.downloader, &port.PieceKept{Piece: 5})
	sent := d.Parent.Took()
	require.Equal(t, []string{"PieceDone", "ChunkFailed"}, porttest.Kinds(sent), "piece 5 counts")
	require.Equal(t, port.ChunkSpoiled, sent[1].(*port.ChunkFailed).Cause.Kind)
}

func TestReasonsToGiveUp(t *testing.T) {
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
			require.Empty(t, d.Parent.Took(), "the failure is reported once")
		})
	}
}

func TestYieldWaitsForThePieceBeingWritten(t *testing.T) {
	d := started(t)
	d.arrive(0, 14)
	d.Send(d.downloader, &port.Yield{})
	require.Empty(t, d.Parent.Took())
	require.Equal(t, []string{"PieceDone", "ChunkFailed"}, porttest.Kinds(d.keep(4)))
}

func TestYieldAfterTheLastBlockCompletesTheChunk(t *testing.T) {
	d := started(t)
	d.arrive(0, 30)
	d.Send(d.downloader, &port.Yield{})
	d.keep(4)
	d.keep(5)
	require.Equal(t, []string{"PieceDone", "ChunkDone"}, porttest.Kinds(d.keep(6)))
}

func TestDiskFailureReplacesTheFirstReason(t *testing.T) {
	d := started(t)
	d.arrive(0, 10)
	d.Send(d.downloader, &port.Yield{})
	d.Send(d.downloader, &port.StoreFailed{Piece: 4, Cause: errors.New("disk: write file1: no space left on device")})
	require.Contains(t, d.failed(port.ChunkDisk).Cause.Detail, "no space")
}

func TestStallAsksAgainAndThenGivesUp(t *testing.T) {
	d := started(t)
	for range maxStalls - 1 {
		d.Clock.Advance(stallInterval)
		require.Equal(t, []string{"Fetch"}, porttest.Kinds(d.path.Took()), "the path may have crashed")
	}
	d.Clock.Advance(stallInterval)
	require.Equal(t, []string{"Drop"}, porttest.Kinds(d.path.Took()))
	require.Contains(t, d.failed(port.ChunkStalled).Cause.Detail, "nothing came for 6s")
	require.Zero(t, d.Clock.Waiting())
}

func TestAnyBlockEndsAStall(t *testing.T) {
	d := started(t)
	for i := range 12 {
		d.Clock.Advance(2 * stallInterval)
		d.arrive(i, 1)
		require.Empty(t, d.Parent.Took())
	}
}

func TestSlowDiskIsNoStall(t *testing.T) {
	d := started(t)
	d.arrive(0, 10)
	d.Clock.Advance(time.Minute)
	require.Empty(t, d.path.Took())
	require.Empty(t, d.Parent.Took())
}

func TestStopDropsTheFetch(t *testing.T) {
	d := started(t)
	d.Stop(d.downloader)
	require.Equal(t, []any{&port.Drop{Stream: 77}}, d.path.Took())
	require.Zero(t, d.Clock.Waiting())
}

func TestNearEndIsReportedOnce(t *testing.T) {
	d := newDialogue(t).begin(5 * porttest.BlockSize)
	d.arrive(0, 24)
	require.Empty(t, d.Parent.Took(), "six blocks are missing, five are near")
	d.arrive(24, 1)
	require.Equal(t, []any{&port.ChunkNear{Stream: d.stream.ID()}}, d.Parent.Took())
	d.arrive(25, 1)
	require.Empty(t, d.Parent.Took(), "once")
}

func TestChunkThatADownloadLimitHoldsUpIsNotGivenUp(t *testing.T) {
	d := started(t)
	for range 5 * maxStalls {
		d.Clock.Advance(stallInterval / 2)
		d.Send(d.downloader, &port.Held{})
		held := porttest.Only[*port.ChunkHeld](t, d.Parent.Took())
		require.Equal(t, &port.ChunkHeld{Stream: d.stream.ID()}, held)
	}
	d.Clock.Advance((maxStalls + 1) * stallInterval)
	d.failed(port.ChunkStalled)
}
