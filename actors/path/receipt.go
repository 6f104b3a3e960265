package path

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// maxReceipts bounds how many receipts wait for ReceiptNoted. Beyond it the oldest is dropped, and that upload does
	// not count in the owner's upload frequency.
	maxReceipts = 64
	// maxReceiptTries bounds how often a receipt is sent.
	maxReceiptTries = 10
)

// receipt confirms a complete chunk to the owner. It is repeated until the owner answers with ReceiptNoted.
type receipt struct {
	packet messages.Receipt
	sentAt time.Time // zero: not sent yet
	tries  int
}

// confirm ends the fetch of a chunk that is complete, and sends the owner a receipt.
func (a *Actor) confirm(ctx port.Context, confirm *port.Confirm) {
	now := a.ports.Clock.Now()
	if len(a.receipts) >= maxReceipts {
		a.receipts = a.receipts[1:]
	}
	packet := messages.Receipt{InfoHash: confirm.File, Stream: confirm.Stream, Bytes: confirm.Bytes}
	a.receipts = append(a.receipts, &receipt{packet: packet})
	a.drop(ctx, confirm.Stream)
	a.advance(ctx, now)
}

// sendReceipts sends new receipts, and repeats those that were not answered in time.
func (a *Actor) sendReceipts(now time.Time) {
	waiting := a.receipts[:0]
	for _, r := range a.receipts {
		if r.sentAt.IsZero() || now.Sub(r.sentAt) >= a.congestion.AnswerTimeout() {
			if r.tries++; r.tries > maxReceiptTries {
				continue
			}
			r.sentAt = now
			packet := r.packet
			packet.Ticket, packet.Mark = a.ticket.value, a.confirmation.take()
			a.ports.Network.Send(a.owner, &packet)
		}
		waiting = append(waiting, r)
	}
	clear(a.receipts[len(waiting):])
	a.receipts = waiting
}

// receiptNoted drops a receipt that the owner has noted.
func (a *Actor) receiptNoted(noted *messages.ReceiptNoted) {
	for i, r := range a.receipts {
		if r.packet.Stream == noted.Stream {
			a.receipts = append(a.receipts[:i], a.receipts[i+1:]...)
			return
		}
	}
}
