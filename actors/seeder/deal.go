package seeder

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// dealTimeout ends the deal when nobody has taken a piece for so long: the nodes that are here want none of those left.
const dealTimeout = 2 * time.Second

// deal is the first owner's policy for a new file. While several nodes ask for it, each piece is shown only until it
// was sent once. The uplink, from which every piece has to come at first, then sends no piece twice before it has sent
// each once, and the receivers get different pieces, which they can exchange. The idea is that of super-seeding (BEP
// 16).
type deal struct {
	begun  bool              // pieces were hidden; invariant: at least two nodes had asked
	over   bool              // all pieces are shown again, for good
	lastAt time.Time         // when a piece was last admitted by the uplink
	sent   messages.Bitfield // pieces of which the uplink admitted a block; empty before the first
	timer  port.Timer
}

// dealDue is the timer of dealTimeout.
type dealDue struct{ owner *Actor }

func (d *deal) active() bool { return d.begun && !d.over }

// init makes the set of sent pieces on first use.
func (d *deal) init(file messages.File) {
	if d.sent.Len() == 0 {
		d.sent = messages.NewBitfield(file.Pieces())
	}
}

// mayDeal reports whether the seeder deals, or may begin to when a second node asks.
func (a *Actor) mayDeal() bool { return !a.deal.over && !a.spec.Gathered }

// beginDeal hides the pieces that were sent, once a second node asks for a file that was whole from the beginning.
func (a *Actor) beginDeal(ctx port.Context) {
	if a.deal.begun || !a.spec.Deals || a.spec.Gathered || a.followers.count() < 2 || !a.spec.File.Have().Full() {
		return
	}
	a.deal.begun, a.deal.lastAt = true, a.ports.Clock.Now()
	a.deal.init(a.spec.File.File())
	a.deal.over = a.deal.sent.Full()
	a.deal.timer = a.ports.Clock.After(dealTimeout, ctx.Self(), &dealDue{owner: a})
	a.announce(ctx)
}

// admitted notes which pieces the uplink will send. A piece whose request the uplink refused stays shown.
func (a *Actor) admitted(ctx port.Context, answers []port.Answer) {
	if !a.mayDeal() {
		return
	}
	file, changed := a.spec.File.File(), false
	a.deal.init(file)
	for _, answer := range answers {
		changed = a.deal.sent.Set(file.PieceAt(answer.Span.Offset)) || changed
	}
	a.deal.lastAt = a.ports.Clock.Now()
	if changed && a.deal.active() {
		a.deal.over = a.deal.sent.Full()
		a.announce(ctx)
	}
}

// dealDue ends a deal in which nobody takes a piece any more: the nodes that are here miss pieces that were sent to
// others.
func (a *Actor) dealDue(ctx port.Context, due *dealDue) {
	if due.owner != a || !a.deal.active() {
		return
	}
	if wait := a.deal.lastAt.Add(dealTimeout).Sub(a.ports.Clock.Now()); wait > 0 {
		a.deal.timer = a.ports.Clock.After(wait, ctx.Self(), due)
		return
	}
	a.deal.over = true
	a.announce(ctx)
}

// shown returns the pieces that others are told of: those that are here, without those that the deal hides.
func (a *Actor) shown() messages.Bitfield {
	have := a.spec.File.Have()
	if a.deal.active() {
		return a.deal.sent.Neither(messages.NewBitfield(have.Len()))
	}
	return have
}
