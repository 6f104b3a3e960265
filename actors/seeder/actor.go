package seeder

import (
	"errors"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// Ports are what a seeder needs of the world.
type Ports struct {
	Settings *messages.Settings // of the node; read only
	Clock    port.Clock
	Network  port.Sender
}

// Actor is one seeder.
type Actor struct {
	ports   Ports
	spec    port.SeederSpec
	granted *grants
	lost    bool // the file on disk cannot be served any more
	news    news
	deal    deal
}

// New makes a seeder for a file.
func New(ports Ports, spec port.SeederSpec) actor.Actor {
	return &Actor{ports: ports, spec: spec, granted: newGrants(maxGrants)}
}

// Receive deals with one message.
func (a *Actor) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		ctx.Send(a.spec.Uplink, &port.SeederBegan{Seeder: ctx.Self()})
	case *port.Inbound:
		a.receive(ctx, message)
	case *port.Gained:
		a.changed(ctx)
	case *port.Admitted:
		a.dealt(ctx, message.Answers)
	case *port.UplinkIdle:
		a.invite()
	case *newsDue:
		a.newsDue(message)
	case *dealDue:
		a.dealDue(ctx, message)
	case *port.ServeFailed:
		a.lose(ctx, message)
	case *actor.Stopping:
		a.takeLeave()
		a.stop()
	case *actor.Restarting:
		a.stop()
	}
}

func (a *Actor) receive(ctx port.Context, inbound *port.Inbound) {
	switch packet := inbound.Packet.(type) {
	case *messages.Query:
		a.tell(ctx, inbound, packet)
	case *messages.Request:
		a.grant(ctx, inbound, packet)
	case *messages.Receipt:
		a.credit(ctx, inbound, packet)
	}
}

// tell answers what there is of the file.
func (a *Actor) tell(ctx port.Context, inbound *port.Inbound, query *messages.Query) {
	file := a.spec.File.File()
	if a.lost {
		a.ports.Network.Send(inbound.From, &messages.Refusal{InfoHash: file.InfoHash, Reason: messages.RefusalChanged})
		return
	}
	a.follow(ctx, inbound.From)
	a.ports.Network.Send(inbound.From, availability(file, a.shown(), query.First))
}

// grant hands the spans of a request to the uplink, or refuses them all with the first reason found.
func (a *Actor) grant(ctx port.Context, inbound *port.Inbound, request *messages.Request) {
	file := a.spec.File.File()
	answers := make([]port.Answer, 0, len(request.Spans))
	for _, span := range request.Spans {
		if reason := a.judge(file, span); reason != 0 {
			a.ports.Network.Send(inbound.From, &messages.Refusal{InfoHash: file.InfoHash, Stream: span.Stream, Reason: reason})
			return
		}
		answers = append(answers, port.Answer{To: inbound.From, Source: a.spec.File, Span: span, BlockSize: int(request.BlockSize),
			Singly: request.Singly})
	}
	for _, answer := range answers {
		a.granted.add(answer.Span.Stream, int64(answer.Bytes()))
	}
	ctx.Send(a.spec.Uplink, &port.Grant{File: file.InfoHash, Piece: file.PieceLength, Have: request.Have,
		Seeder: ctx.Self(), Tell: a.dealing(), Answers: answers})
}

// judge gives the reason to refuse a span, or 0.
func (a *Actor) judge(file messages.File, span messages.Span) messages.RefusalReason {
	if a.lost {
		return messages.RefusalChanged
	}
	asked := messages.Range{Offset: span.Offset, Length: int64(span.Length)}
	if span.Length == 0 || !(messages.Range{Length: file.Length}).Contains(asked) {
		return messages.RefusalMalformed
	}
	for piece := int(span.Offset / file.PieceLength); int64(piece)*file.PieceLength < asked.End(); piece++ {
		if !a.spec.File.Has(piece) {
			return messages.RefusalNoPiece
		}
	}
	return 0
}

// credit counts a chunk that a receiver confirms, once, and only if as much was granted for it.
func (a *Actor) credit(ctx port.Context, inbound *port.Inbound, receipt *messages.Receipt) {
	a.ports.Network.Send(inbound.From, &messages.ReceiptNoted{Stream: receipt.Stream})
	if a.granted.redeem(receipt.Stream, receipt.Bytes) {
		ctx.Send(ctx.Parent(), &port.Uploaded{File: receipt.InfoHash, To: inbound.From, Bytes: receipt.Bytes})
	}
}

// lose stops serving a file that changed. Any other trouble may pass: the receiver is told to ask again, for smaller
// blocks, or elsewhere.
func (a *Actor) lose(ctx port.Context, failed *port.ServeFailed) {
	file := a.spec.File.File()
	if !errors.Is(failed.Cause, port.ErrChanged) {
		reason := messages.RefusalBusy
		if errors.Is(failed.Cause, port.ErrTooLarge) {
			reason = messages.RefusalTooLarge
		}
		a.ports.Network.Send(failed.Answer.To, &messages.Refusal{InfoHash: file.InfoHash, Stream: failed.Answer.Span.Stream,
			Reason: reason})
		return
	}
	if !a.lost {
		a.lost = true
		ctx.Send(ctx.Parent(), &port.SourceLost{File: file.InfoHash,
			Reason: port.ErrChanged.Error() + "; send it again to share what it is now"})
	}
}
