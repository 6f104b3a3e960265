package path

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// inquiry is one question for what the owner has of a file. The answer may take several pages.
type inquiry struct {
	asked *port.Inquire
	have  messages.Bitfield
	first uint32    // the page that is asked for
	said  time.Time // when; zero: not yet
}

func (a *Actor) inquire(ctx actor.Context, asked *port.Inquire) {
	now := a.node.Clock.Now()
	a.used = now
	a.forgetInquiry(asked.File, asked.ReplyTo)
	a.inquiries = append(a.inquiries, &inquiry{asked: asked, have: messages.NewBitfield(asked.Pieces)})
	a.look(ctx, now)
}

// forget takes back an inquiry whose asker has ended, so that the answer does not go to nobody.
func (a *Actor) forget(asked *port.Forget) {
	a.forgetInquiry(asked.File, asked.ReplyTo)
	a.expectNothing()
}

func (a *Actor) forgetInquiry(file messages.InfoHash, replyTo port.PID) {
	for i, old := range a.inquiries {
		if old.asked.File == file && old.asked.ReplyTo.Equal(replyTo) {
			a.inquiries = append(a.inquiries[:i], a.inquiries[i+1:]...)
			return
		}
	}
}

// query says what is not said yet, and repeats what is not answered.
func (a *Actor) query(now time.Time) {
	for _, i := range a.inquiries {
		if i.said.IsZero() || now.Sub(i.said) >= a.rtt.probeAfter() {
			i.said = now
			a.owed(now)
			a.node.Network.Send(a.owner, &messages.Query{Ticket: a.ticket.value, InfoHash: i.asked.File, First: i.first})
		}
	}
}

func (a *Actor) answered(ctx actor.Context, told *messages.Availability, now time.Time) {
	remaining := a.inquiries[:0]
	for _, i := range a.inquiries {
		if i.asked.File != told.InfoHash || !i.take(told) {
			remaining = append(remaining, i)
			continue
		}
		ctx.Send(i.asked.ReplyTo, &port.OwnerAnswered{Owner: a.owner, RoundTrip: a.rtt.smoothed, File: told.InfoHash, Length: told.Length,
			PieceLength: told.PieceLength, Whole: told.Whole, Have: i.have})
	}
	clear(a.inquiries[len(remaining):])
	a.inquiries = remaining
}

// take adds one page, and tells whether it was the last one.
func (i *inquiry) take(told *messages.Availability) (last bool) {
	if told.Whole {
		i.have = messages.FullBitfield(i.asked.Pieces)
		return true
	}
	if told.First != i.first {
		return false // an answer to an earlier page, or an old one
	}
	i.have.SetBytes(int(told.First), told.Bits)
	i.first += uint32(len(told.Bits)) * 8
	i.said = time.Time{}
	return len(told.Bits) == 0 || int(i.first) >= i.asked.Pieces
}

func (a *Actor) dropInquiries(file messages.InfoHash) {
	remaining := a.inquiries[:0]
	for _, i := range a.inquiries {
		if i.asked.File != file {
			remaining = append(remaining, i)
		}
	}
	clear(a.inquiries[len(remaining):])
	a.inquiries = remaining
}
