package remote

import (
	"time"

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
	// speakTime is how long a peer may say nothing until it is taken to have nothing. Without the fast extension, a
	// peer that has nothing need not say so (BEP 3).
	speakTime = 2 * time.Second
)

// owner is the peer as one that pieces are fetched from.
type owner struct {
	spoke         bool // it has sent something
	have          messages.Bitfield
	choking       bool
	wantsNothing  bool          // it takes nothing, as it says (BEP 21)
	interested    bool          // it was told that this node wants pieces
	inquiry       *port.Inquire // of the download; nil if there is none
	fetches       []*fetch      // in the order in which they began; the first requests first
	maxRequests   int
	receivedBytes int64
	timer         port.Timer // runs while an inquiry waits for the peer's first word
}

// speakDue is the timer of speakTime.
type speakDue struct{ incarnation *Actor }

func (o *owner) stopTimer() {
	if o.timer != nil {
		o.timer.Stop()
	}
}

// inquire answers what the peer has, and again whenever that changes. The first answer waits for the peer's first word,
// but not for long: a download has few places for owners.
func (a *Actor) inquire(ctx port.Context, inquiry *port.Inquire) {
	a.owner.inquiry = inquiry
	switch {
	case a.owner.spoke:
		a.havesChanged(ctx)
	case a.owner.timer == nil:
		a.owner.timer = a.ports.Clock.After(speakTime, ctx.Self(), &speakDue{incarnation: a})
	}
}

func (a *Actor) speakDue(ctx port.Context, due *speakDue) {
	if due.incarnation == a && !a.owner.spoke {
		a.owner.spoke = true
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
	return port.StockRequest{Stream: f.Stream, Block: block, Piece: piece,
		Begin: int(offset - a.file.PieceRange(piece).Offset), Length: lengthOf(stream, block)}
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
		a.withdraw(f)
		a.refuse(ctx, f.Fetch)
		a.ask(ctx)
		return
	}
}

// peerChoked takes in that the peer serves this node no more. What was requested does not come (BEP 3), or is rejected
// (BEP 6).
func (a *Actor) peerChoked(ctx port.Context) {
	a.owner.choking = true
	for len(a.owner.fetches) > 0 {
		f := a.owner.fetches[0]
		a.withdraw(f)
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
	for len(a.owner.fetches) > 0 {
		f := a.owner.fetches[0]
		a.withdraw(f)
		ctx.Send(f.ReplyTo, silent)
	}
	if i := a.owner.inquiry; i != nil {
		ctx.Send(i.ReplyTo, silent)
	}
}
