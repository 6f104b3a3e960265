package remote

import (
	"errors"
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// maxQueued bounds the requests of a peer that wait here. The edge tells the peer this number (reqq, BEP 10).
	maxQueued = 500
	// maxHanded bounds what the connection holds: what was handed to it can no longer be cancelled, or shared anew. It
	// keeps a fast connection busy while the next blocks are drawn.
	maxHanded = 1 << 20
	// maxDraw bounds one draw: about half of what the connection holds.
	maxDraw = maxHanded / 2
)

// receiver is the peer as one that is being sent to.
type receiver struct {
	interested    bool // it wants pieces of this node
	choked        bool
	queue         []port.StockBlock // requested and not handed to the connection
	drawing       int               // bytes that the uplink was asked for and has not allowed yet
	drawingBefore int               // drawing at the end of the last round
	allowance     int               // bytes that it has allowed and that were not handed yet
	handed        int               // bytes that the connection holds
	sentBytes     int64
}

// requested queues the block of a request, or rejects it. Without the fast extension a request that is not answered is
// what a choked peer expects (BEP 3).
func (a *Actor) requested(frame *messages.Frame) {
	block, ok := a.judge(frame)
	if !ok || a.receiver.choked || len(a.receiver.queue) >= maxQueued {
		a.reject(frame.Piece, frame.Begin, frame.Length)
		return
	}
	a.receiver.queue = append(a.receiver.queue, block)
}

// judge returns the block that a request asks for. It returns false if the piece is not here, or if the request is for
// too much. A request may reach into padding, up to the piece length. Version 1 of a hybrid has padding between its
// files. libtorrent 2.0 pads the last file as well, also in torrents of version 2 only, and does not complete a torrent
// without these zeros.
func (a *Actor) judge(frame *messages.Frame) (port.StockBlock, bool) {
	piece := a.file.PieceRange(frame.Piece)
	if frame.Length <= 0 || frame.Length > messages.RequestSize || frame.Begin < 0 ||
		int64(frame.Begin)+int64(frame.Length) > a.file.PieceLength || !a.spec.File.Has(frame.Piece) {
		return port.StockBlock{}, false
	}
	payload := min(max(piece.Length-int64(frame.Begin), 0), int64(frame.Length))
	return port.StockBlock{Piece: frame.Piece, Begin: frame.Begin, Length: frame.Length,
		Offset: piece.Offset + int64(frame.Begin), Payload: int(payload)}, true
}

// reject answers a request that is not granted, if the peer speaks the fast extension (BEP 6).
func (a *Actor) reject(piece, begin, length int) {
	if a.peer.Fast {
		a.spec.Connection.Tell(messages.Frame{Kind: messages.FrameReject, Piece: piece, Begin: begin, Length: length})
	}
}

// cancelled drops a request. Under the fast extension it is answered with a reject all the same.
func (a *Actor) cancelled(frame *messages.Frame) {
	i := slices.IndexFunc(a.receiver.queue, func(queued port.StockBlock) bool {
		return queued.Piece == frame.Piece && queued.Begin == frame.Begin && queued.Length == frame.Length
	})
	if i >= 0 {
		a.receiver.queue = slices.Delete(a.receiver.queue, i, i+1)
		a.reject(frame.Piece, frame.Begin, frame.Length)
	}
}

// choke tells the peer whether it is served. Requests that wait are dropped with the choke.
func (a *Actor) choke(ctx port.Context, choked bool) {
	if a.receiver.choked == choked {
		return
	}
	a.receiver.choked = choked
	if !choked {
		a.spec.Connection.Tell(messages.Frame{Kind: messages.FrameUnchoke})
		return
	}
	a.spec.Connection.Tell(messages.Frame{Kind: messages.FrameChoke})
	for _, block := range a.receiver.queue {
		a.reject(block.Piece, block.Begin, block.Length)
	}
	a.receiver.queue = nil
	if a.receiver.drawing > 0 {
		a.receiver.drawing = 0
		ctx.Send(a.spec.Uplink, &port.Undraw{To: a.peer.Addr})
	}
}

// serve hands blocks to the connection as far as the uplink allows, and draws on the uplink for more.
func (a *Actor) serve(ctx port.Context) {
	r := &a.receiver
	if blocks := r.take(); len(blocks) > 0 {
		a.spec.Connection.Send(blocks, a.spec.File, ctx.Self())
	}
	if r.drawing > 0 {
		return
	}
	if bytes := r.needed(); bytes > 0 {
		r.drawing = bytes
		a.draw(ctx)
	}
}

// take removes the first blocks from the queue that the allowance covers.
func (r *receiver) take() []port.StockBlock {
	count := 0
	for count < len(r.queue) && r.queue[count].Length <= r.allowance {
		r.allowance -= r.queue[count].Length
		r.handed += r.queue[count].Length
		count++
	}
	taken := slices.Clone(r.queue[:count])
	r.queue = r.queue[:copy(r.queue, r.queue[count:])]
	return taken
}

// needed returns how many bytes to draw: what is queued, as far as the connection can take it.
func (r *receiver) needed() int {
	bytes, limit := 0, min(maxHanded-r.handed, maxDraw)
	for i := range r.queue {
		if bytes+r.queue[i].Length > limit {
			break
		}
		bytes += r.queue[i].Length
	}
	return max(bytes-r.allowance, 0)
}

// drawAgain repeats a draw of which nothing was answered for a round: the uplink may have crashed. If it has not, the
// new draw replaces the old one.
func (a *Actor) drawAgain(ctx port.Context) {
	r := &a.receiver
	if r.drawing > 0 && r.drawing == r.drawingBefore {
		a.draw(ctx)
	}
	r.drawingBefore = r.drawing
}

func (a *Actor) draw(ctx port.Context) {
	ctx.Send(a.spec.Uplink, &port.Draw{Remote: ctx.Self(), To: a.peer.Addr, File: a.file.InfoHash,
		Bytes: a.receiver.drawing})
}

// drawn takes in what the uplink allows.
func (a *Actor) drawn(ctx port.Context, bytes int) {
	a.receiver.drawing = max(a.receiver.drawing-bytes, 0)
	a.receiver.allowance += bytes
	a.serve(ctx)
}

func (a *Actor) blocksSent(ctx port.Context, sent *port.BlocksSent) {
	a.receiver.handed -= sent.Bytes
	a.receiver.sentBytes += int64(sent.Bytes)
	a.serve(ctx)
}

// sendFailed ends the connection: the peer would wait for ever for blocks that cannot be read. If the file has changed,
// its seeder ends the sharing.
func (a *Actor) sendFailed(ctx port.Context, failed *port.SendFailed) {
	if errors.Is(failed.Cause, port.ErrChanged) {
		ctx.Send(a.spec.Seeder, &port.ServeFailed{Answer: port.Answer{To: a.peer.Addr}, Cause: failed.Cause})
	}
	a.end(ctx, "the file cannot be read: "+failed.Cause.Error())
}
