package path

import (
	"slices"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// inquiry asks which pieces of a file the owner has. The answer may take several pages.
type inquiry struct {
	*port.Inquire
	nonce  uint64 // of its queries: what the owner says of the file is believed only if it carries this
	have   messages.Bitfield
	first  uint32    // the first piece of the page that is asked for
	sentAt time.Time // when that page was asked for; zero: not yet
}

// inquire begins an inquiry, which replaces an earlier one of the same asker about the same file. It keeps the nonce of
// earlier ones about the file, because news that the owner sent before it hears of this one carry that nonce.
func (a *Actor) inquire(ctx port.Context, asked *port.Inquire) {
	now := a.ports.Clock.Now()
	a.lastUsed = now
	nonce := a.nonceOf(asked.File)
	for nonce == 0 {
		nonce = a.ports.Rand.Uint64()
	}
	a.removeInquiry(asked.File, asked.ReplyTo)
	a.inquiries = append(a.inquiries, &inquiry{Inquire: asked, nonce: nonce, have: messages.NewBitfield(asked.Pieces)})
	a.advance(ctx, now)
}

// forget takes back an inquiry whose asker has ended, so that no answer is sent to it.
func (a *Actor) forget(asked *port.Forget) {
	a.removeInquiry(asked.File, asked.ReplyTo)
	a.stopWaitingIfIdle()
}

// removeInquiry removes the inquiry of an asker about a file, answered or not.
func (a *Actor) removeInquiry(file messages.InfoHash, replyTo port.PID) {
	same := func(i *inquiry) bool { return i.File == file && i.ReplyTo.Equal(replyTo) }
	a.inquiries = slices.DeleteFunc(a.inquiries, same)
	a.answered = slices.DeleteFunc(a.answered, same)
}

// removeInquiries removes all inquiries about a file.
func (a *Actor) removeInquiries(file messages.InfoHash) {
	same := func(i *inquiry) bool { return i.File == file }
	a.inquiries = slices.DeleteFunc(a.inquiries, same)
	a.answered = slices.DeleteFunc(a.answered, same)
}

// sendQueries sends new queries, and repeats those that were not answered in time.
func (a *Actor) sendQueries(now time.Time) {
	for _, i := range a.inquiries {
		if i.sentAt.IsZero() || now.Sub(i.sentAt) >= a.congestion.AnswerTimeout() {
			i.sentAt = now
			a.expectAnswer(now)
			a.ports.Network.Send(a.owner, &messages.Query{Ticket: a.ticket.value, InfoHash: i.File, Nonce: i.nonce,
				First: i.first})
		}
	}
}

// availability handles an Availability: one page of the answer to a Query, or a later change of what the owner has.
func (a *Actor) availability(ctx port.Context, packet *messages.Availability) {
	for _, i := range a.answered {
		if i.File == packet.InfoHash {
			i.update(packet)
			a.answer(ctx, i, packet)
		}
	}
	remaining := a.inquiries[:0]
	for _, i := range a.inquiries {
		if i.File != packet.InfoHash || !i.addPage(packet) {
			remaining = append(remaining, i)
			continue
		}
		a.answered = append(a.answered, i)
		a.answer(ctx, i, packet)
	}
	clear(a.inquiries[len(remaining):])
	a.inquiries = remaining
}

// answer sends the asker all that is known of the owner and the file.
func (a *Actor) answer(ctx port.Context, i *inquiry, packet *messages.Availability) {
	ctx.Send(i.ReplyTo, &port.OwnerAnswered{Owner: a.owner, RoundTrip: a.congestion.RoundTrip(), File: packet.InfoHash,
		Length: packet.Length, PieceLength: packet.PieceLength, Whole: packet.Whole, Have: i.have.Clone(),
		BlockSize: a.discovery.size()})
}

// announceBlockSize sends all askers the block size that the path carries now.
func (a *Actor) announceBlockSize(ctx port.Context) {
	for _, i := range slices.Concat(a.inquiries, a.answered) {
		ctx.Send(i.ReplyTo, &port.BlockSizeChanged{Owner: a.owner, Bytes: a.discovery.size()})
	}
}

// unchoke passes on that the owner, which was busy, has a free slot.
func (a *Actor) unchoke(ctx port.Context, packet *messages.Unchoke) {
	for _, i := range a.answered {
		if i.File == packet.InfoHash {
			ctx.Send(i.ReplyTo, &port.OwnerFree{Owner: a.owner, File: packet.InfoHash})
		}
	}
}

// update takes in what has changed since the answer.
func (i *inquiry) update(packet *messages.Availability) {
	if packet.Whole {
		i.have = messages.FullBitfield(i.Pieces)
		return
	}
	i.have.SetBytes(int(min(int64(packet.First), int64(i.Pieces))), packet.Bits)
}

// addPage adds one page of the answer and reports whether it was the last one.
func (i *inquiry) addPage(packet *messages.Availability) (last bool) {
	if packet.Whole {
		i.have = messages.FullBitfield(i.Pieces)
		return true
	}
	if packet.First != i.first {
		return false // a repeated answer to an earlier page
	}
	i.have.SetBytes(int(packet.First), packet.Bits)
	i.first += uint32(len(packet.Bits)) * 8
	i.sentAt = time.Time{}
	return len(packet.Bits) == 0 || int(i.first) >= i.Pieces
}
