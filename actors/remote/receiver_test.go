package remote

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

func TestPeerIsToldWhatIsHere(t *testing.T) {
	d := newDialogue(t, twoBlockFile(4, 1, 2))
	told := porttest.Only[messages.Frame](t, d.connection.Took())
	require.Equal(t, messages.FrameHaves, told.Kind)
	require.Equal(t, d.file.Have(), told.Have)
	require.True(t, d.connection.Started.Equal(d.remote))
	require.True(t, porttest.Only[*port.RemoteBegan](t, d.choker.Took()).Remote.Equal(d.remote))
	require.True(t, porttest.Only[*port.PathBegan](t, d.downlink.Took()).Path.Equal(d.remote))

	d.file.Add(0, 3)
	d.Send(d.remote, &port.Gained{})
	require.Equal(t, []any{messages.Frame{Kind: messages.FrameHave, Piece: 0},
		messages.Frame{Kind: messages.FrameHave, Piece: 3}}, d.connection.Took())
	d.Send(d.remote, &port.Gained{})
	require.Empty(t, d.connection.Took(), "nothing is told twice")
}

func TestChokerIsToldOfThePeersInterest(t *testing.T) {
	d := began(t, twoBlockFile(4, 1))
	d.says(of(messages.FrameInterested))
	require.Equal(t, []any{&port.RemoteStanding{Remote: d.remote, Interested: true}}, d.choker.Took())
	d.Send(d.remote, &port.ReportStanding{})
	require.Equal(t, []any{&port.RemoteStanding{Remote: d.remote, Interested: true}}, d.choker.Took())
	d.says(of(messages.FrameNotInterested))
	require.Equal(t, []any{&port.RemoteStanding{Remote: d.remote}}, d.choker.Took())

	d.file.Add(0, 2, 3)
	d.Send(d.remote, &port.Gained{})
	d.Send(d.remote, &port.ReportStanding{})
	require.Equal(t, []any{&port.RemoteStanding{Remote: d.remote, Seeding: true}}, d.choker.Took())
}

func TestPeerIsToldOfEachChangeOfChoking(t *testing.T) {
	d := began(t, twoBlockFile(4, 1))
	d.Send(d.remote, &port.Choked{Choked: true})
	require.Empty(t, d.connection.Took(), "it is choked at first")
	d.Send(d.remote, &port.Choked{Choked: false})
	d.Send(d.remote, &port.Choked{Choked: false})
	require.Equal(t, []any{of(messages.FrameUnchoke)}, d.connection.Took())
	d.Send(d.remote, &port.Choked{Choked: true})
	require.Equal(t, []any{of(messages.FrameChoke)}, d.connection.Took())
}

func TestRequestOfAChokedPeer(t *testing.T) {
	d := began(t, twoBlockFile(4, 1))
	d.says(request(1, 0, block))
	require.Equal(t, []any{reject(1, 0, block)}, d.connection.Took(), "BEP 6: each request is answered")
	require.Empty(t, d.uplink.Took())

	d = began(t, twoBlockFile(4, 1), withoutFast)
	d.says(request(1, 0, block))
	require.Empty(t, d.connection.Took(), "BEP 3: it is ignored")
	require.Empty(t, d.uplink.Took())
}

func TestWhichRequestsAreGranted(t *testing.T) {
	// Two files of 40,000 and 10,000 bytes, each of which begins with a piece of its own. With padding, all pieces
	// have 32 KiB.
	folder := messages.File{InfoHash: messages.InfoHash{8}, Name: "folder", Length: 50_000, PieceLength: 2 * block,
		Layout: messages.NewLayout([]int64{40_000, 10_000}, 2*block)}
	for name, row := range map[string]struct {
		file    *porttest.File
		request messages.Frame
		want    port.StockBlock // zero: it is not granted
	}{
		"a block": {twoBlockFile(2, 0, 1), request(0, block, block), port.StockBlock{Piece: 0, Begin: block,
			Length: block, Offset: block, Payload: block}},
		"short, in the middle": {twoBlockFile(2, 0, 1), request(1, 10, 20), port.StockBlock{Piece: 1, Begin: 10,
			Length: 20, Offset: 2*block + 10, Payload: 20}},
		"end of the file": {twoBlockFile(2, 0, 1), request(1, block, 100), port.StockBlock{Piece: 1, Begin: block,
			Length: 100, Offset: 3 * block, Payload: 100}},
		"beyond the end of the file": {twoBlockFile(2, 0, 1), request(1, block, 101), port.StockBlock{Piece: 1,
			Begin: block, Length: 101, Offset: 3 * block, Payload: 100}},
		"beyond the last piece":   {twoBlockFile(2, 0, 1), request(1, block, block+1), port.StockBlock{}},
		"beyond the piece":        {twoBlockFile(2, 0, 1), request(0, 2*block-1, 2), port.StockBlock{}},
		"begins before the piece": {twoBlockFile(2, 0, 1), request(0, -1, 2), port.StockBlock{}},
		"piece is not here":       {twoBlockFile(2, 0), request(1, 0, block), port.StockBlock{}},
		"no such piece":           {twoBlockFile(2, 0, 1), request(2, 0, block), port.StockBlock{}},
		"negative piece":          {twoBlockFile(2, 0, 1), request(-1, 0, block), port.StockBlock{}},
		"too long":                {twoBlockFile(2, 0, 1), request(0, 0, block+1), port.StockBlock{}},
		"empty":                   {twoBlockFile(2, 0, 1), request(0, 0, 0), port.StockBlock{}},
		"negative length":         {twoBlockFile(2, 0, 1), request(0, 0, -1), port.StockBlock{}},
		"ends in padding": {porttest.FileOf(folder, 1), request(1, 0, block), port.StockBlock{Piece: 1,
			Length: block, Offset: 2 * block, Payload: 40_000 - 2*block}},
		"padding": {porttest.FileOf(folder, 1), request(1, block, block), port.StockBlock{Piece: 1, Begin: block,
			Length: block, Offset: 3 * block}},
		"after padding": {porttest.FileOf(folder, 2), request(2, 0, 10_000), port.StockBlock{Piece: 2,
			Length: 10_000, Offset: 40_000, Payload: 10_000}},
		"padding of the last piece": {porttest.FileOf(folder, 2), request(2, 0, block), port.StockBlock{Piece: 2,
			Length: block, Offset: 40_000, Payload: 10_000}},
	} {
		t.Run(name, func(t *testing.T) {
			d := began(t, row.file)
			d.unchoke()
			d.says(row.request)
			if row.want == (port.StockBlock{}) {
				refused := row.request
				refused.Kind = messages.FrameReject
				require.Equal(t, []any{refused}, d.connection.Took())
				return
			}
			require.Empty(t, d.connection.Took())
			drawn := porttest.Only[*port.Draw](t, d.uplink.Took())
			require.Equal(t, row.want.Length, drawn.Bytes)
			d.Send(d.remote, &port.Drawn{Bytes: drawn.Bytes})
			sending := porttest.Only[porttest.Sending](t, d.connection.Took())
			require.Equal(t, []port.StockBlock{row.want}, sending.Blocks)
		})
	}
}

// twenty is a file of 20 MiB in pieces of 1 MiB, all of which are here.
func twenty() *porttest.File {
	file := porttest.FileOf(messages.File{InfoHash: messages.InfoHash{9}, Name: "twenty", PieceLength: 1 << 20,
		Length: 20 << 20})
	for piece := range 20 {
		file.Add(piece)
	}
	return file
}

// requests returns requests for the first count blocks of a file with pieces of 1 MiB.
func requests(count int) []messages.Frame {
	frames := make([]messages.Frame, 0, count)
	for i := range count {
		frames = append(frames, request(i/64, i%64*block, block))
	}
	return frames
}

func TestTooManyRequestsAreRejected(t *testing.T) {
	d := began(t, twenty())
	d.unchoke()
	d.says(requests(maxQueued + 2)...)
	last := requests(maxQueued + 2)[maxQueued:]
	require.Equal(t, []any{reject(last[0].Piece, last[0].Begin, block), reject(last[1].Piece, last[1].Begin, block)},
		d.connection.Took())
}

func TestBlocksAreSentAsFarAsTheUplinkAllows(t *testing.T) {
	d := began(t, twenty())
	d.unchoke()
	d.says(requests(100)...)
	require.Equal(t, []any{&port.Draw{Remote: d.remote, To: porttest.Addr(9), File: d.file.Hash(), Bytes: maxDraw}},
		d.uplink.Took())
	d.says(request(5, 0, block))
	require.Empty(t, d.uplink.Took(), "a draw is answered before the next one")

	d.Send(d.remote, &port.Drawn{Bytes: 2*block + 1})
	sending := porttest.Only[porttest.Sending](t, d.connection.Took())
	require.Len(t, sending.Blocks, 2, "only what the allowance covers")
	require.Same(t, d.file, sending.Source)
	require.True(t, sending.ReplyTo.Equal(d.remote))
	require.Empty(t, d.uplink.Took())

	d.Send(d.remote, &port.Drawn{Bytes: maxDraw - 2*block - 1})
	require.Len(t, porttest.Only[porttest.Sending](t, d.connection.Took()).Blocks, maxDraw/block-2)
	require.Equal(t, maxDraw, porttest.Only[*port.Draw](t, d.uplink.Took()).Bytes, "and the next draw")
	d.Send(d.remote, &port.Drawn{Bytes: maxDraw})
	d.connection.Took()
	require.Empty(t, d.uplink.Took(), "the connection holds as much as it may")

	d.Send(d.remote, &port.BlocksSent{Blocks: 3, Bytes: 3 * block})
	require.Equal(t, 3*block, porttest.Only[*port.Draw](t, d.uplink.Took()).Bytes)
	d.Send(d.remote, &port.ReportStanding{})
	require.Equal(t, []any{&port.RemoteStanding{Remote: d.remote, Seeding: true, Sent: 3 * block}}, d.choker.Took())
}

func TestDrawIsRepeatedWhenNothingWasAllowedForARound(t *testing.T) {
	d := began(t, twenty())
	d.unchoke()
	d.says(requests(3)...)
	d.uplink.Took()
	d.Send(d.remote, &port.ReportStanding{})
	require.Empty(t, d.uplink.Took(), "the draw may be new")
	d.Send(d.remote, &port.ReportStanding{})
	require.Equal(t, 3*block, porttest.Only[*port.Draw](t, d.uplink.Took()).Bytes)
	d.Send(d.remote, &port.Drawn{Bytes: block})
	d.Send(d.remote, &port.ReportStanding{})
	require.Empty(t, d.uplink.Took(), "the uplink answers")
	d.Send(d.remote, &port.Drawn{Bytes: 2 * block})
	d.Send(d.remote, &port.ReportStanding{})
	d.Send(d.remote, &port.ReportStanding{})
	require.Empty(t, d.uplink.Took(), "all was answered")
}

func TestCancelledRequestIsDropped(t *testing.T) {
	for _, fast := range []bool{true, false} {
		t.Run(fmt.Sprint("fast ", fast), func(t *testing.T) {
			d := began(t, twenty(), func(peer *messages.StockPeer) { peer.Fast = fast })
			d.unchoke()
			d.says(requests(3)...)
			d.says(about(messages.FrameCancel, 0, block, block), about(messages.FrameCancel, 7, 0, block))
			if fast {
				require.Equal(t, []any{reject(0, block, block)}, d.connection.Took(), "BEP 6: it is answered")
			}
			require.Empty(t, d.connection.Took())
			d.uplink.Took()
			d.Send(d.remote, &port.Drawn{Bytes: 3 * block})
			blocks := porttest.Only[porttest.Sending](t, d.connection.Took()).Blocks
			require.Equal(t, []int{0, 2 * block}, []int{blocks[0].Begin, blocks[1].Begin})
			d.says(request(1, 0, block))
			require.Empty(t, d.uplink.Took(), "what was allowed for the cancelled block is used for the next one")
			require.Len(t, porttest.Only[porttest.Sending](t, d.connection.Took()).Blocks, 1)
		})
	}
}

func TestChokeEmptiesTheQueue(t *testing.T) {
	for _, fast := range []bool{true, false} {
		t.Run(fmt.Sprint("fast ", fast), func(t *testing.T) {
			d := began(t, twenty(), func(peer *messages.StockPeer) { peer.Fast = fast })
			d.unchoke()
			d.says(requests(2)...)
			d.uplink.Took()
			d.Send(d.remote, &port.Choked{Choked: true})
			want := []any{of(messages.FrameChoke)}
			if fast {
				want = append(want, reject(0, 0, block), reject(0, block, block))
			}
			require.Equal(t, want, d.connection.Took(), "rejects follow the choke (BEP 6)")
			require.Equal(t, []any{&port.Undraw{To: porttest.Addr(9)}}, d.uplink.Took())
			d.Send(d.remote, &port.Drawn{Bytes: 2 * block}) // sent before the uplink heard of it
			require.Empty(t, d.connection.Took())

			d.unchoke()
			d.says(requests(3)...)
			require.Len(t, porttest.Only[porttest.Sending](t, d.connection.Took()).Blocks, 2)
			require.Equal(t, block, porttest.Only[*port.Draw](t, d.uplink.Took()).Bytes)
		})
	}
}

func TestBlocksThatCannotBeReadEndTheConnection(t *testing.T) {
	for name, row := range map[string]struct {
		cause   error
		changed bool
	}{
		"changed": {fmt.Errorf("disk: %w", port.ErrChanged), true}, "read error": {errors.New("bad sector"), false},
	} {
		t.Run(name, func(t *testing.T) {
			d := began(t, twenty())
			d.Send(d.remote, &port.SendFailed{Blocks: 1, Cause: row.cause})
			require.True(t, d.ended())
			require.Equal(t, 1, d.connection.Closed)
			failed := porttest.All[*port.ServeFailed](d.seeder.Took())
			require.Equal(t, row.changed, len(failed) == 1, "the seeder ends the sharing of a file that has changed")
		})
	}
}

func TestEndTakesBackTheDraw(t *testing.T) {
	d := began(t, twenty())
	d.unchoke()
	d.says(requests(2)...)
	d.uplink.Took()
	d.Send(d.remote, &port.StockClosed{Cause: "reset"})
	require.Equal(t, []any{&port.Undraw{To: porttest.Addr(9)}}, d.uplink.Took())
	require.True(t, d.ended())
}
