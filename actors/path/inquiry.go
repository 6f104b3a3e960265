package path

import (
	"slices"
	"time"

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

func (a *Actor) inquire(ctx port.Context, asked *port.Inquire) {
	now := a.ports.Clock.Now()
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
	same := func(i *inquiry) bool { return i.asked.File == file && i.asked.ReplyTo.Equal(replyTo) }
	a.inquiries = slices.DeleteFunc(a.inquiries, same)
	a.followed = slices.DeleteFunc(a.followed, same)
}

// query says what is not said yet, and repeats what is not answered.
func (a *Actor) query(now time.Time) {
	for _, i := range a.inquiries {
		if i.said.IsZero() || now.Sub(i.said) >= a.rtt.probeAfter() {
			i.said = now
			a.owed(now)
			a.ports.Network.Send(a.owner, &messages.Query{Ticket: a.ticket.value, InfoHash: i.asked.File, First: i.first})
		}
	}
}

// answered takes in what the owner says it has: a page of an answer, or news for those who were answered before.
func (a *Actor) answered(ctx port.Context, told *messages.Availability, now time.Time) {
	for _, i := range a.followed {
		if i.asked.File == told.InfoHash {
			i.news(told)
			a.tell(ctx, i, told)
		}
	}
	remaining := a.inquiries[:0]
	for _, i := range a.inquiries {
		if i.asked.File != told.InfoHash || !i.take(told) {
			remaining = append(remaining, i)
			continue
		}
		a.followed = append(a.followed, i)
		a.tell(ctx, i, told)
	}
	clear(a.inquiries[len(remaining):])
	a.inquiries = remaining
}

func (a *Actor) tell(ctx port.Context, i *inquiry, told *messages.Availability) {
	ctx.Send(i.asked.ReplyTo, &port.OwnerAnswered{Owner: a.owner, RoundTrip: a.rtt.smoothed, File: told.InfoHash, Length: told.Length,
		PieceLength: told.PieceLength, Whole: told.Whole, Have: i.have.Clone(), BlockSize: a.discovery.size()})
}

// tellBlockSize tells all who inquired which block size the path carries now.
func (a *Actor) tellBlockSize(ctx port.Context) {
	for _, i := range slices.Concat(a.inquiries, a.followed) {
		ctx.Send(i.asked.ReplyTo, &port.BlockSizeChanged{Owner: a.owner, Bytes: a.discovery.size()})
	}
}

// unchoked passes on that the owner, which was busy, has a place.
func (a *Actor) unchoked(ctx port.Context, told *messages.Unchoke) {
	for _, i := range a.followed {
		if i.asked.File == told.InfoHash {
			ctx.Send(i.asked.ReplyTo, &port.OwnerFree{Owner: a.owner, File: told.InfoHash})
		}
	}
}

// news takes in what changed since the answer.
func (i *inquiry) news(told *messages.Availability) {
	if told.Whole {
		i.have = messages.FullBitfield(i.asked.Pieces)
		return
	}
	i.have.SetBytes(int(min(int64(told.First), int64(i.asked.Pieces))), told.Bits)
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
	of := func(i *inquiry) bool { return i.asked.File == file }
	a.inquiries = slices.DeleteFunc(a.inquiries, of)
	a.followed = slices.DeleteFunc(a.followed, of)
}
