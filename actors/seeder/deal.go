package seeder

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// dealQuiet ends the dealing when nobody took anything for so long: what is left is not wanted by those who are here.
const dealQuiet = 2 * time.Second

// deal is what a whole owner shows while several ask it: each piece only until it was sent once. So its uplink, from which
// everything has to come at first, carries no piece twice before it has carried each once, and those who ask have different
// pieces to give each other (BEP 16, "superseeding", for the idea).
type deal struct {
	began bool // pieces were hidden; invariant: not before two asked
	over  bool // all is shown again, for good
	last  time.Time
	sent  messages.Bitfield // pieces of which something was sent
	timer port.Timer
}

type dealDue struct{ of *Actor }

func (d *deal) on() bool { return d.began && !d.over }

// beginDeal hides what was sent when a second one asks for a file that was whole from the beginning.
func (a *Actor) beginDeal(ctx port.Context) {
	if a.deal.began || a.ports.Settings.ChunkSplit == messages.SplitEqual || a.spec.Gathered || len(a.news.followers) < 2 ||
		!a.spec.File.Have().Full() {
		return
	}
	a.deal.began, a.deal.last = true, a.ports.Clock.Now()
	a.deal.know(a.spec.File.File())
	a.deal.over = a.deal.sent.Full()
	a.deal.timer = a.ports.Clock.After(dealQuiet, ctx.Self(), &dealDue{of: a})
	a.changed(ctx)
}

// know makes room for the pieces of the file.
func (d *deal) know(file messages.File) {
	if d.sent.Len() == 0 {
		d.sent = messages.NewBitfield(file.Pieces())
	}
}

// dealing tells whether it matters what is sent.
func (a *Actor) dealing() bool { return !a.deal.over && !a.spec.Gathered }

// dealt notes what will be sent. What was asked for, but turned away by the uplink, is for others to take.
func (a *Actor) dealt(ctx port.Context, answers []port.Answer) {
	if !a.dealing() {
		return
	}
	file, news := a.spec.File.File(), false
	a.deal.know(file)
	for _, answer := range answers {
		news = a.deal.sent.Set(int(answer.Span.Offset/file.PieceLength)) || news
	}
	a.deal.last = a.ports.Clock.Now()
	if news && a.deal.on() {
		a.deal.over = a.deal.sent.Full()
		a.changed(ctx)
	}
}

// dealDue ends a deal in which nobody takes anything any more: those who are here miss what was sent to others.
func (a *Actor) dealDue(ctx port.Context, due *dealDue) {
	if due.of != a || !a.deal.on() {
		return
	}
	if wait := a.deal.last.Add(dealQuiet).Sub(a.ports.Clock.Now()); wait > 0 {
		a.deal.timer = a.ports.Clock.After(wait, ctx.Self(), due)
		return
	}
	a.deal.over = true
	a.changed(ctx)
}

// shown is what others are told is here.
func (a *Actor) shown() messages.Bitfield {
	have := a.spec.File.Have()
	if a.deal.on() {
		return a.deal.sent.Neither(messages.NewBitfield(have.Len()))
	}
	return have
}
