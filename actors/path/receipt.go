package path

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// maxReceipts bounds how many receipts wait to be noted; the oldest is dropped, and its upload is not counted.
	maxReceipts = 64
	// maxReceiptTries bounds how often one is repeated.
	maxReceiptTries = 10
)

// receipt is a chunk that the owner was not heard to count yet.
type receipt struct {
	packet messages.Receipt
	said   time.Time // when; zero: not yet
	tries  int
}

func (a *Actor) confirm(ctx port.Context, confirm *port.Confirm) {
	now := a.ports.Clock.Now()
	if len(a.receipts) >= maxReceipts {
		a.receipts = a.receipts[1:]
	}
	a.receipts = append(a.receipts, &receipt{packet: messages.Receipt{InfoHash: confirm.File, Stream: confirm.Stream, Bytes: confirm.Bytes}})
	a.drop(ctx, confirm.Stream)
	a.look(ctx, now)
}

// deliver says what is not said yet, and repeats what is not noted.
func (a *Actor) deliver(now time.Time) {
	waiting := a.receipts[:0]
	for _, r := range a.receipts {
		if r.said.IsZero() || now.Sub(r.said) >= a.rtt.probeAfter() {
			if r.tries++; r.tries > maxReceiptTries {
				continue
			}
			r.said = now
			packet := r.packet
			packet.Ticket = a.ticket.value
			a.ports.Network.Send(a.owner, &packet)
		}
		waiting = append(waiting, r)
	}
	clear(a.receipts[len(waiting):])
	a.receipts = waiting
}

func (a *Actor) noted(noted *messages.ReceiptNoted) {
	for i, r := range a.receipts {
		if r.packet.Stream == noted.Stream {
			a.receipts = append(a.receipts[:i], a.receipts[i+1:]...)
			return
		}
	}
}
