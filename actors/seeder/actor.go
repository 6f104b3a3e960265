package seeder

import (
	"errors"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// Ports are what a seeder needs of the world.
type Ports struct {
	Clock   port.Clock
	Network port.Sender
}

// Actor is one seeder.
type Actor struct {
	ports     Ports
	spec      port.SeederSpec
	counted   counted
	lost      bool // the file on disk is no longer the torrent's
	followers followers
	deal      deal
}

// New returns the seeder of a file.
func New(ports Ports, spec port.SeederSpec) actor.Actor {
	return &Actor{ports: ports, spec: spec}
}

// Receive handles one message.
func (a *Actor) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		a.start(ctx)
	case *port.Inbound:
		a.receive(ctx, message)
	case *port.Gained:
		a.announce(ctx)
	case *port.Redeemed:
		a.redeemed(ctx, message)
	case *port.Admitted:
		a.admitted(ctx, message.Answers)
	case *port.UplinkIdle:
		a.unchokeFollower()
	case *newsDue:
		a.newsDue(message)
	case *dealDue:
		a.dealDue(ctx, message)
	case *port.ServeFailed:
		a.serveFailed(ctx, message)
	case *actor.Stopping:
		a.stop()
	case *actor.Restarting:
		a.stopTimers()
	}
}

func (a *Actor) start(ctx port.Context) {
	ctx.Send(a.spec.Uplink, &port.SeederBegan{Seeder: ctx.Self()})
}

// stop tells the followers that the file is no longer served here, so that they need not wait for a timeout.
func (a *Actor) stop() {
	for f := range a.followers.active(a.ports.Clock.Now()) {
		a.ports.Network.Send(f.addr, &messages.Refusal{InfoHash: a.spec.File.File().InfoHash, Nonce: f.nonce,
			Reason: messages.RefusalNotServed})
	}
	a.stopTimers()
}

func (a *Actor) stopTimers() {
	for _, timer := range []port.Timer{a.followers.timer, a.deal.timer} {
		if timer != nil {
			timer.Stop()
		}
	}
}

func (a *Actor) receive(ctx port.Context, inbound *port.Inbound) {
	switch packet := inbound.Packet.(type) {
	case *messages.Query:
		a.query(ctx, inbound, packet)
	case *messages.Request:
		a.request(ctx, inbound, packet)
	case *messages.Receipt:
		a.receipt(ctx, inbound, packet)
	}
}

// query answers which pieces are here, and makes the asker a follower.
func (a *Actor) query(ctx port.Context, inbound *port.Inbound, query *messages.Query) {
	file := a.spec.File.File()
	if a.lost {
		a.ports.Network.Send(inbound.From, &messages.Refusal{InfoHash: file.InfoHash, Nonce: query.Nonce,
			Reason: messages.RefusalChanged})
		return
	}
	if a.followers.add(inbound.From, query.Nonce, a.ports.Clock.Now()) {
		a.beginDeal(ctx)
	}
	page := availability(file, a.shown(), query.First)
	page.Nonce = query.Nonce
	a.ports.Network.Send(inbound.From, page)
}

// request grants the spans of a request to the uplink, or refuses all of them with the first reason found. The credit
// of the request goes to the uplink with the grant: what waits there is bounded by the edge as well.
func (a *Actor) request(ctx port.Context, inbound *port.Inbound, request *messages.Request) {
	file := a.spec.File.File()
	answers := make([]port.Answer, 0, len(request.Spans))
	for _, span := range request.Spans {
		if reason := a.judge(file, span, int(request.BlockSize)); reason != 0 {
			a.ports.Network.Send(inbound.From, &messages.Refusal{InfoHash: file.InfoHash, Stream: span.Stream,
				Reason: reason})
			return
		}
		answers = append(answers, port.Answer{To: inbound.From, Source: a.spec.File, Span: span,
			BlockSize: int(request.BlockSize),
			Singly:    request.Singly})
	}
	ctx.Send(a.spec.Uplink, &port.Grant{File: file.InfoHash, To: inbound.From, Mark: request.Mark,
		Piece: file.PieceLength, Have: request.Have, Nonce: request.Nonce,
		Seeder: ctx.Self(), Tell: a.mayDeal(), Answers: answers, Credit: inbound.TakeCredit()})
}

// judge returns the reason to refuse a span, or 0.
func (a *Actor) judge(file messages.File, span messages.Span, blockSize int) messages.RefusalReason {
	if a.lost {
		return messages.RefusalChanged
	}
	asked := messages.Range{Offset: span.Offset, Length: int64(span.Length)}
	if span.Length == 0 || !(messages.Range{Length: file.Length}).Contains(asked) || tooSmall(file, asked, blockSize) {
		return messages.RefusalMalformed
	}
	if !a.spec.File.HasAll(file.PieceAt(asked.Offset), file.PieceAt(asked.End()-1)+1) {
		return messages.RefusalNoPiece
	}
	return 0
}

// tooSmall reports whether a range has blocks of less than messages.MinBlockSize. Only the block that ends a piece, and
// so perhaps a chunk, may be smaller: what a request costs must be in proportion to the bytes that it asks for.
func tooSmall(file messages.File, asked messages.Range, blockSize int) bool {
	if blockSize < messages.MinBlockSize {
		return true
	}
	last := asked.Length % int64(blockSize) // 0: the last block is as long as the others
	return last > 0 && last < messages.MinBlockSize &&
		file.PieceRange(file.PieceAt(asked.End()-1)).End() != asked.End()
}

// receipt asks the uplink whether the chunk that a receiver confirms was sent.
func (a *Actor) receipt(ctx port.Context, inbound *port.Inbound, receipt *messages.Receipt) {
	a.ports.Network.Send(inbound.From, &messages.ReceiptNoted{Stream: receipt.Stream})
	ctx.Send(a.spec.Uplink, &port.Redeem{Seeder: ctx.Self(), To: inbound.From, Mark: receipt.Mark,
		Stream: receipt.Stream, Bytes: receipt.Bytes, Credit: inbound.TakeCredit()})
}

// redeemed counts a chunk that was sent and confirmed, as far as its pieces were not counted for that receiver before.
func (a *Actor) redeemed(ctx port.Context, redeemed *port.Redeemed) {
	file := a.spec.File.File()
	if bytes := a.counted.add(redeemed.To, file, redeemed.Range); bytes > 0 {
		ctx.Send(ctx.Parent(), &port.Uploaded{File: file.InfoHash, To: redeemed.To, Bytes: bytes})
	}
}

// serveFailed stops serving a file that changed on disk. Any other failure may be transient: the receiver is refused,
// and asks again later, for smaller blocks, or elsewhere.
func (a *Actor) serveFailed(ctx port.Context, failed *port.ServeFailed) {
	file := a.spec.File.File()
	if !errors.Is(failed.Cause, port.ErrChanged) {
		reason := messages.RefusalBusy
		if errors.Is(failed.Cause, port.ErrTooLarge) {
			reason = messages.RefusalTooLarge
		}
		a.ports.Network.Send(failed.Answer.To, &messages.Refusal{InfoHash: file.InfoHash,
			Stream: failed.Answer.Span.Stream,
			Reason: reason})
		return
	}
	if !a.lost {
		a.lost = true
		ctx.Send(ctx.Parent(), &port.SourceLost{File: file.InfoHash,
			Reason: port.ErrChanged.Error() + "; send it again to share what it is now"})
	}
}
