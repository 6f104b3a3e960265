package remote

import (
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// defaultRequests is how many requests a peer may have that does not say how many it queues. libtorrent's default
	// is 500 and BEP 10 names 250.
	defaultRequests = 250
	// maxRequests bounds the requests on their way to one peer: 8 MiB, the bandwidth-delay product of 600 Mbit/s with
	// 100 ms.
	maxRequests = 512
)

// owner is the peer as one that pieces are fetched from.
type owner struct {
	spoke         bool // it has sent something
	have          messages.Bitfield
	choking       bool
	interested    bool          // it was told that this node wants pieces
	inquiry       *port.Inquire // of the download; nil if there is none
	fetches       []*fetch      // in the order in which they began; the first requests first
	maxRequests   int
	receivedBytes int64
}

// fetch is a stream that is fetched.
type fetch struct {
	*port.Fetch
	unasked messages.Bitfield // blocks that were not requested yet
	asked   messages.Bitfield // blocks that were requested and have not arrived
}

// newFetch returns a fetch of all blocks that the stream has not received.
func newFetch(asked *port.Fetch) *fetch {
	received := asked.Stream.Received()
	empty := messages.NewBitfield(received.Len())
	return &fetch{Fetch: asked, unasked: received.Neither(empty), asked: empty}
}

// inquire answers what the peer has, and again whenever that changes.
func (a *Actor) inquire(ctx port.Context, inquiry *port.Inquire) {
	a.owner.inquiry = inquiry
	if a.owner.spoke {
		a.havesChanged(ctx)
	}
}

func (a *Actor) forget(forget *port.Forget) {
	if i := a.owner.inquiry; i != nil && i.ReplyTo.Equal(forget.ReplyTo) {
		a.owner.inquiry = nil
		if a.owner.interested {
			a.owner.interested = false
			a.spec.Connection.Tell(messages.Frame{Kind: messages.FrameNotInterested})
		}
	}
}

// havesChanged takes in that the peer has other pieces than before.
func (a *Actor) havesChanged(ctx port.Context) {
	a.updateInterest(ctx)
	if i := a.owner.inquiry; i != nil {
		ctx.Send(i.ReplyTo, &port.OwnerAnswered{Owner: a.peer.Addr, File: a.file.InfoHash,
			Length: a.file.PaddedLength(), PieceLength: a.file.PieceLength, Whole: a.owner.have.Full(),
			Have: a.owner.have.Clone(), BlockSize: messages.RequestSize})
	}
}

// fetch begins to fetch a stream, or goes on with it: what is on its way over TCP is not requested again.
func (a *Actor) fetch(ctx port.Context, asked *port.Fetch) {
	if a.owner.choking {
		a.refuse(ctx, asked)
		return
	}
	if a.find(asked.Stream.ID()) == nil {
		a.owner.fetches = append(a.owner.fetches, newFetch(asked))
	}
	a.ask(ctx)
}

func (a *Actor) find(stream uint64) *fetch {
	i := slices.IndexFunc(a.owner.fetches, func(f *fetch) bool { return f.Stream.ID() == stream })
	if i < 0 {
		return nil
	}
	return a.owner.fetches[i]
}

// refuse tells a downloader that the peer does not serve this node now.
func (a *Actor) refuse(ctx port.Context, asked *port.Fetch) {
	ctx.Send(asked.ReplyTo, &port.OwnerRefused{Owner: a.peer.Addr, File: a.file.InfoHash, Stream: asked.Stream.ID(),
		Reason: messages.RefusalBusy})
}

// drop ends a fetch.
func (a *Actor) drop(ctx port.Context, stream uint64) {
	if f := a.find(stream); f != nil {
		a.remove(f)
		if f.asked.Count() > 0 {
			a.spec.Connection.Withdraw(stream)
		}
		a.ask(ctx)
	}
}

func (a *Actor) remove(ended *fetch) {
	a.owner.fetches = slices.DeleteFunc(a.owner.fetches, func(f *fetch) bool { return f == ended })
}

// requests returns how many requests are on their way.
func (o *owner) requests() int {
	count := 0
	for _, f := range o.fetches {
		count += f.asked.Count()
	}
	return count
}

// ask sends as many requests as the peer queues and as the download limits allow.
func (a *Actor) ask(ctx port.Context) {
	if a.owner.choking || len(a.owner.fetches) == 0 {
		a.returnUnused(ctx)
		return
	}
	available := a.owner.maxRequests - a.owner.requests()
	var requests []port.StockRequest
	for _, f := range a.owner.fetches {
		for block := f.unasked.NextSet(0); block < f.unasked.Len() && len(requests) < available; {
			request := a.request(f, block)
			if !a.quota.spend(request.Length) {
				available = 0
				break
			}
			f.unasked.Clear(block)
			f.asked.Set(block)
			requests = append(requests, request)
			block = f.unasked.NextSet(block + 1)
		}
	}
	if len(requests) > 0 {
		a.spec.Connection.Ask(requests)
	}
	a.claim(ctx)
}

// request returns the request for a block of a stream. No block belongs to two pieces.
func (a *Actor) request(f *fetch, block int) port.StockRequest {
	stream := f.Stream.Spec()
	offset := stream.Range.Offset + int64(block)*int64(stream.BlockSize)
	piece := a.file.PieceAt(offset)
	length := min(int64(stream.BlockSize), stream.Range.End()-offset)
	return port.StockRequest{Stream: f.Stream, Block: block, Piece: piece,
		Begin: int(offset - a.file.PieceRange(piece).Offset), Length: int(length)}
}

// arrived takes in blocks that were requested, and passes them on to their downloaders.
func (a *Actor) arrived(ctx port.Context, runs []port.Run) {
	for first := 0; first < len(runs); {
		end := first + 1
		for end < len(runs) && runs[end].Stream == runs[first].Stream {
			end++
		}
		a.placed(ctx, runs[first:end])
		first = end
	}
}

// placed takes in runs of one stream.
func (a *Actor) placed(ctx port.Context, runs []port.Run) {
	f := a.find(runs[0].Stream)
	for _, run := range runs {
		a.owner.receivedBytes += int64(run.Bytes)
		if f != nil {
			f.noteRun(run)
		}
	}
	if f == nil {
		return // it was dropped meanwhile
	}
	ctx.Send(f.ReplyTo, &port.BlocksPlaced{Runs: runs})
	if f.unasked.Count() == 0 && f.asked.Count() == 0 {
		a.remove(f)
	}
}

// noteRun notes that the blocks of a run have arrived.
func (f *fetch) noteRun(run port.Run) {
	for i := range messages.BlocksPerSpan {
		if run.Mask>>i&1 == 1 {
			f.asked.Clear(run.First + i)
			f.unasked.Clear(run.First + i)
		}
	}
}

// rejected takes in that the peer does not answer a request (BEP 6). While it chokes this node, that was expected. If
// it does not, it has no more of the piece to give, and the stream is refused.
func (a *Actor) rejected(ctx port.Context, frame *messages.Frame) {
	piece := a.file.PieceRange(frame.Piece)
	offset := piece.Offset + int64(frame.Begin)
	for _, f := range a.owner.fetches {
		stream := f.Stream.Spec()
		block := int((offset - stream.Range.Offset) / int64(stream.BlockSize))
		if offset < stream.Range.Offset || !f.asked.Has(block) {
			continue
		}
		a.remove(f)
		a.spec.Connection.Withdraw(f.Stream.ID())
		a.refuse(ctx, f.Fetch)
		return
	}
}

// peerChoked takes in that the peer serves this node no more. What was requested does not come (BEP 3), or is rejected
// (BEP 6).
func (a *Actor) peerChoked(ctx port.Context) {
	a.owner.choking = true
	fetches := a.owner.fetches
	a.owner.fetches = nil
	for _, f := range fetches {
		a.spec.Connection.Withdraw(f.Stream.ID())
		a.refuse(ctx, f.Fetch)
	}
}

// peerUnchoked takes in that the peer serves this node from now on.
func (a *Actor) peerUnchoked(ctx port.Context) {
	if !a.owner.choking {
		return
	}
	a.owner.choking = false
	if i := a.owner.inquiry; i != nil {
		ctx.Send(i.ReplyTo, &port.OwnerFree{Owner: a.peer.Addr, File: a.file.InfoHash})
	}
}

// failFetches tells the download and the downloaders that the peer is gone.
func (a *Actor) failFetches(ctx port.Context) {
	silent := &port.OwnerSilent{Owner: a.peer.Addr}
	for _, f := range a.owner.fetches {
		ctx.Send(f.ReplyTo, silent)
	}
	a.owner.fetches = nil
	if i := a.owner.inquiry; i != nil {
		ctx.Send(i.ReplyTo, silent)
	}
}
