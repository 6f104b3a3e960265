package path

import (
	"slices"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// request asks for what is wanted, as far as the window allows. It waits until a whole burst fits, or half the window
// where that is smaller, so that answers come in batches (silly-window avoidance: RFC 9293, section 3.8.6.2).
func (a *Actor) request(now time.Time) {
	receiveWindow := a.ports.Network.ReceiveWindow()
	if a.flight.rested(max(restartAfter, 4*a.rtt.smoothed), now) {
		a.window.restart()
	}
	a.pace.held = false
	for _, f := range a.share() {
		a.flight.held = a.meter.held(f.file)
		var spans []messages.Span
		for {
			room := a.room(f, receiveWindow)
			if room == 0 || len(spans) == messages.MaxSpans {
				break
			}
			if a.pace.held = !a.pace.ready(now) && f.want.Count() > 0; a.pace.held {
				break
			}
			span, ok := f.span(a.meter.room(f.file, room))
			if !ok {
				break
			}
			bytes := span.Payload(f.spec.BlockSize)
			spans = append(spans, a.flight.launch(span, f.spec.BlockSize, now))
			a.pace.asked(bytes, a.window.paceRate(&a.rtt), now)
			a.meter.spend(f.file, bytes)
			a.sharing.asked(f.file, bytes)
		}
		if len(spans) == 0 {
			continue
		}
		a.owed(now)
		a.used = now
		a.ports.Network.Send(a.owner, &messages.Request{Ticket: a.ticket.value, InfoHash: f.file,
			BlockSize: uint16(f.spec.BlockSize), Singly: a.flight.singly, Have: f.have, Spans: spans})
	}
}

// arrived takes in what one batch brought.
func (a *Actor) arrived(ctx port.Context, batch *port.BlocksArrived) {
	now := a.ports.Clock.Now()
	a.heard(now)
	var placed *port.BlocksPlaced
	for i, run := range batch.Runs {
		a.land(run, batch.At)
		if f := a.fetchOf(run.Stream); f != nil {
			f.came(run)
			a.sharing.landed(f.file, run.Bytes)
			if placed == nil {
				placed = &port.BlocksPlaced{}
			}
			placed.Runs = append(placed.Runs, run)
			if i+1 == len(batch.Runs) || batch.Runs[i+1].Stream != run.Stream {
				ctx.Send(f.replyTo, placed)
				placed = nil
			}
		}
	}
	if !a.flight.empty() {
		a.owed(now)
	}
	a.look(ctx, now)
}

func (a *Actor) land(run port.Run, at time.Time) {
	of := a.flight.landed(run, at)
	if f := a.fetchOf(run.Stream); of == nil && f != nil {
		a.late(f, run, at)
	}
	if of != nil {
		if !of.started {
			of.started = true
			took := at.Sub(of.sent)
			a.rtt.sample(took, at)
			a.window.rounds.took(took - time.Duration(run.Queue)*time.Millisecond)
		}
		if of.span.Mask == 0 {
			a.ended(of, at)
		}
		a.discovery.came(of.blockSize, run.Bytes, at)
		a.window.landed(of, run.Bytes, &a.flight, &a.rtt, at)
	}
	for _, lost := range a.overtaken(run) {
		a.lost(lost, at)
	}
}

// again puts what is missing of a span back to be asked for.
func (a *Actor) again(lost *flying) {
	a.window.rounds.gone += int64(lost.span.Payload(lost.blockSize))
	if f := a.fetchOf(lost.span.Stream); f != nil {
		f.again(lost.span)
		a.meter.spend(f.file, -lost.span.Payload(lost.blockSize))
	}
}

// probe gives up the oldest span, so that it is asked for again, after nothing came for too long.
func (a *Actor) probe(now time.Time) {
	a.flight.probes++
	a.flight.lastHeard = now
	a.window.probed()
	for range min(a.flight.probes, 4) {
		if oldest := a.flight.oldest(); oldest != nil {
			a.lost(oldest, now)
		}
	}
}

// refused takes in that the owner will not do something.
func (a *Actor) refused(ctx port.Context, refusal *messages.Refusal, now time.Time) {
	switch {
	case refusal.Reason == messages.RefusalStaleTicket:
		if a.ticket.valid && now.Sub(a.ticket.said) >= helloEvery {
			a.flight.abandon(a.again)
			a.greet(now)
		}
	case refusal.Reason >= messages.RefusalMalformed && a.tooLarge(ctx, refusal, now):
	case refusal.Stream == 0:
		a.refuseFile(ctx, refusal)
	default:
		if f := a.fetchOf(refusal.Stream); f != nil {
			a.refuse(ctx, f, refusal.Reason)
		}
	}
}

// refuseFile takes in that the owner does not tell of a file; when it does not serve it, nothing of it comes any more.
func (a *Actor) refuseFile(ctx port.Context, refusal *messages.Refusal) {
	for _, i := range slices.Concat(a.inquiries, a.followed) {
		if i.asked.File == refusal.InfoHash {
			ctx.Send(i.asked.ReplyTo, &port.OwnerRefused{Owner: a.owner, File: refusal.InfoHash, Reason: refusal.Reason})
		}
	}
	a.dropInquiries(refusal.InfoHash)
	for _, f := range slices.Clone(a.fetches) {
		if f.file == refusal.InfoHash && refusal.Reason == messages.RefusalNotServed {
			a.refuse(ctx, f, refusal.Reason)
			return // and with it all of the same file
		}
	}
}

// refuse ends a fetch, and where the owner does not serve the file at all, every fetch of the file.
func (a *Actor) refuse(ctx port.Context, refused *fetch, reason messages.RefusalReason) {
	for _, f := range slices.Clone(a.fetches) {
		if f == refused || (reason == messages.RefusalNotServed && f.file == refused.file) {
			ctx.Send(f.replyTo, &port.OwnerRefused{Owner: a.owner, File: f.file, Stream: f.stream, Reason: reason})
			a.forgetFetch(f.stream)
		}
	}
}
