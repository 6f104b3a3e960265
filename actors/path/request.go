package path

import (
	"slices"
	"time"

	"swarm/actors/congestion"
	"swarm/actors/port"
	"swarm/messages"
)

// sendRequests asks for wanted blocks, as far as the window, pacing and this node's limits allow.
func (a *Actor) sendRequests(now time.Time) {
	receiveWindow := a.ports.Network.ReceiveWindow()
	a.congestion.Rested(now)
	a.paced = false
	for _, f := range a.fetchOrder() {
		spans := a.sendSpans(f, receiveWindow, now)
		if len(spans) == 0 {
			continue
		}
		a.expectAnswer(now)
		a.lastUsed = now
		a.ports.Network.Send(a.owner, &messages.Request{Ticket: a.ticket.value, InfoHash: f.file,
			Nonce: a.nonceOf(f.file), BlockSize: uint16(f.blockSize), Singly: a.batching.singly, Have: f.have,
			Mark: a.confirmation.take(), Spans: spans})
	}
}

// sendSpans puts blocks of a fetch in flight and returns their spans, at most as many as fit one Request.
func (a *Actor) sendSpans(f *fetch, receiveWindow int, now time.Time) []messages.Span {
	appLimited := a.meter.delays(f.file)
	var spans []messages.Span
	for {
		available := a.available(f, receiveWindow)
		if available == 0 || len(spans) == messages.MaxSpans {
			return spans
		}
		if a.paced = !a.congestion.MayAsk(now) && f.want.Count() > 0; a.paced {
			return spans
		}
		span, ok := f.nextSpan(a.meter.available(f.file, available))
		if !ok {
			return spans
		}
		bytes := span.Payload(f.blockSize)
		spans = append(spans, a.congestion.Sent(congestion.Request{Span: span, BlockSize: f.blockSize,
			Singly: a.batching.singly, AppLimited: appLimited}, now))
		a.meter.spend(f.file, bytes)
		a.sharing.noteAsked(f.file, bytes)
	}
}

// blocksArrived takes in what one batch of datagrams brought, and tells each downloader which of its blocks are in
// place.
func (a *Actor) blocksArrived(ctx port.Context, batch *port.BlocksArrived) {
	now := a.ports.Clock.Now()
	a.noteAlive(now)
	a.confirmation.noteArrived(batch)
	var placed *port.BlocksPlaced
	for i, run := range batch.Runs {
		a.acknowledge(run, batch.At)
		if f := a.findFetch(run.Stream); f != nil {
			f.unwant(run.First, run.Mask)
			a.sharing.noteArrived(f.file, run.Bytes)
			if placed == nil {
				placed = &port.BlocksPlaced{}
			}
			placed.Runs = append(placed.Runs, run)
			if i+1 == len(batch.Runs) || batch.Runs[i+1].Stream != run.Stream {
				ctx.Send(f.downloader, placed)
				placed = nil
			}
		}
	}
	if !a.congestion.Empty() {
		a.expectAnswer(now)
	}
	a.advance(ctx, now)
}

// acknowledge takes in what the blocks of one run show about the path, and requeues the spans that they show to be
// lost.
func (a *Actor) acknowledge(run port.Run, arrivedAt time.Time) {
	arrival := congestion.Arrival{Stream: run.Stream, SpanID: run.Span, FirstBlock: run.First, Mask: run.Mask,
		Bytes: run.Bytes, OwnerQueue: time.Duration(run.Queue) * time.Millisecond}
	if span := a.congestion.Acknowledged(arrival, arrivedAt); span != nil {
		if span.Complete() {
			a.batching.spanEnded(span, arrivedAt)
		}
		a.discovery.blockArrived(span.BlockSize, run.Bytes, arrivedAt)
	} else if f := a.findFetch(run.Stream); f != nil { // blocks that were taken for lost
		a.congestion.AcknowledgedLate(arrival, f.firstBlock, arrivedAt)
		a.meter.spend(f.file, run.Bytes)
	}
	a.onLoss(a.overtaken(run), arrivedAt)
}

// onLoss requeues what is missing of lost spans, and takes in what their loss shows about batches and block sizes.
func (a *Actor) onLoss(lost []*congestion.SentSpan, now time.Time) {
	for _, span := range lost {
		a.batching.spanEnded(span, now)
		a.discovery.spanLost(span, a.transmissionTime(span.BlockSize), now)
		a.requeue(span)
	}
}

// requeue puts what is missing of a span back to be asked for. Its bytes never arrived, so they do not count for
// limits.
func (a *Actor) requeue(span *congestion.SentSpan) {
	if f := a.findFetch(span.Stream); f != nil {
		f.requeue(span)
		a.meter.spend(f.file, -span.MissingBytes())
	}
}

// probe handles the probe timeout: the oldest spans are asked for again, and from the second timeout on Hello finds out
// whether the owner is alive.
func (a *Actor) probe(now time.Time) {
	lost, again := a.congestion.ProbeTimeout(now)
	a.onLoss(lost, now)
	if again {
		a.sendHello(now)
	}
}

// refused handles a Refusal of the owner.
func (a *Actor) refused(ctx port.Context, refusal *messages.Refusal, now time.Time) {
	switch {
	case refusal.Reason == messages.RefusalStaleTicket:
		if a.ticket.mayRenew(now) {
			a.ticket.renewedAt = now
			for _, span := range a.congestion.Abandon() {
				a.requeue(span)
			}
			a.greet(now)
		}
	case refusal.Reason >= messages.RefusalMalformed && a.blocksTooLarge(ctx, refusal, now):
	case refusal.Stream == 0:
		a.fileRefused(ctx, refusal)
	default:
		if f := a.findFetch(refusal.Stream); f != nil {
			a.endRefused(ctx, f, refusal.Reason)
		}
	}
}

// fileRefused handles a refusal to say which pieces of a file the owner has. If the owner does not serve the file at
// all, it ends the fetches of the file too.
func (a *Actor) fileRefused(ctx port.Context, refusal *messages.Refusal) {
	for _, i := range slices.Concat(a.inquiries, a.answered) {
		if i.File == refusal.InfoHash {
			ctx.Send(i.ReplyTo, &port.OwnerRefused{Owner: a.owner, File: refusal.InfoHash, Reason: refusal.Reason})
		}
	}
	a.removeInquiries(refusal.InfoHash)
	for _, f := range a.fetches {
		if f.file == refusal.InfoHash && refusal.Reason == messages.RefusalNotServed {
			a.endRefused(ctx, f, refusal.Reason)
			return // this ended all fetches of the file
		}
	}
}

// endRefused ends a refused fetch, and every fetch of its file if the owner does not serve the file at all.
func (a *Actor) endRefused(ctx port.Context, refused *fetch, reason messages.RefusalReason) {
	for _, f := range slices.Clone(a.fetches) {
		if f == refused || (reason == messages.RefusalNotServed && f.file == refused.file) {
			ctx.Send(f.downloader, &port.OwnerRefused{Owner: a.owner, File: f.file, Stream: f.stream, Reason: reason})
			a.removeFetch(f.stream)
		}
	}
}
