package seeder

import (
	"net/netip"
	"slices"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// followFor is for how long somebody who asked what is here is told what is new: until it should have asked again.
	followFor = 25 * time.Second
	// maxFollowers bounds who is told; the others have to ask.
	maxFollowers = 32
	// newsEvery and newsSeldom bound how often they are told at most: so seldom that news are about newsPieces pieces, where
	// pieces come fast, or that each follower beyond the first newsFree costs a datagram in newsShare. To tell each piece by
	// itself would be a datagram for each piece and follower; and whoever has many followers follows as many.
	newsEvery  = 20 * time.Millisecond
	newsSeldom = 250 * time.Millisecond
	newsPieces = 16
	newsShare  = 20 * time.Millisecond
	newsFree   = 4
	// maxNewsPages bounds how many datagrams one follower gets at a time; a file of up to 8,192 pieces takes one.
	maxNewsPages = 4
)

// news is who wants to know what is new here. Without it a part owner would have to be asked again and again, and what it
// gained would be known late: a piece could not travel on as soon as it is here.
type news struct {
	followers []follower // in the order in which they asked first
	told      messages.Bitfield
	at        time.Time // when they were last told
	gained    int       // pieces since then
	every     time.Duration
	timer     port.Timer
	invited   int // counts up: whose turn it is to be told that there is time
}

type follower struct {
	addr  netip.AddrPort
	until time.Time
}

type newsDue struct{ of *Actor }

// follow notes that somebody asked, and is to be told what changes.
func (a *Actor) follow(ctx port.Context, addr netip.AddrPort) {
	now := a.ports.Clock.Now()
	a.news.followers = slices.DeleteFunc(a.news.followers, func(f follower) bool { return !f.until.After(now) })
	if i := slices.IndexFunc(a.news.followers, func(f follower) bool { return f.addr == addr }); i >= 0 {
		a.news.followers[i].until = now.Add(followFor)
		return
	}
	if len(a.news.followers) < maxFollowers {
		a.news.followers = append(a.news.followers, follower{addr: addr, until: now.Add(followFor)})
		a.beginDeal(ctx)
	}
}

// changed has the followers told, at once if they were not told just now.
func (a *Actor) changed(ctx port.Context) {
	a.news.gained++
	if a.news.timer != nil || len(a.news.followers) == 0 {
		return
	}
	now := a.ports.Clock.Now()
	if wait := a.news.at.Add(a.news.every).Sub(now); wait > 0 {
		a.news.timer = a.ports.Clock.After(wait, ctx.Self(), &newsDue{of: a})
		return
	}
	a.announce(now)
}

func (a *Actor) newsDue(due *newsDue) {
	if due.of == a && a.news.timer != nil {
		a.news.timer = nil
		a.announce(a.ports.Clock.Now())
	}
}

// announce tells the followers what is different from what they were told last.
func (a *Actor) announce(now time.Time) {
	shown := a.shown()
	pages := a.news.pages(a.spec.File.File(), shown)
	a.news.pace(now)
	a.news.told, a.news.at = shown, now
	for _, f := range a.news.followers {
		if !f.until.After(now) {
			continue
		}
		for _, page := range pages {
			a.ports.Network.Send(f.addr, page)
		}
	}
}

// pace decides how long the next news wait at least, by how fast pieces have come since the last ones.
func (n *news) pace(now time.Time) {
	gap := min(now.Sub(n.at)/time.Duration(max(n.gained, 1)), newsSeldom) // at first the time since the last ones is no time at all
	wait := min(newsPieces*gap, newsShare*time.Duration(max(len(n.followers)-newsFree, 0)))
	n.every, n.gained = min(max(wait, newsEvery), newsSeldom), 0
}

// pages gives what differs from what was told. A set that fits into little more than a datagram's headers is told whole, so
// that the next news make up for one that was lost.
func (n *news) pages(file messages.File, shown messages.Bitfield) []*messages.Availability {
	first, end := 0, shown.Len()
	if end > 1024 && n.told.Len() == end && !shown.Full() {
		if first, end = n.told.DiffRange(shown); first == end {
			return nil
		}
	}
	var pages []*messages.Availability
	for first &^= 7; first < end && len(pages) < maxNewsPages; first += messages.MaxAvailabilityBytes * 8 {
		page := availability(file, shown, uint32(first))
		page.Bits = page.Bits[:min(len(page.Bits), (end-first+7)/8)]
		pages = append(pages, page)
		if page.Whole {
			break
		}
	}
	return pages
}

// invite tells one follower after the other that there is time for it.
func (a *Actor) invite() {
	now := a.ports.Clock.Now()
	for range a.news.followers {
		a.news.invited++
		if f := a.news.followers[a.news.invited%len(a.news.followers)]; f.until.After(now) {
			a.ports.Network.Send(f.addr, &messages.Unchoke{InfoHash: a.spec.File.File().InfoHash})
			return
		}
	}
}

// takeLeave tells the followers that nothing comes from here any more, so that they need not find out by its silence.
func (a *Actor) takeLeave() {
	now := a.ports.Clock.Now()
	for _, f := range a.news.followers {
		if f.until.After(now) {
			a.ports.Network.Send(f.addr, &messages.Refusal{InfoHash: a.spec.File.File().InfoHash, Reason: messages.RefusalNotServed})
		}
	}
}

func (a *Actor) stop() {
	for _, timer := range []port.Timer{a.news.timer, a.deal.timer} {
		if timer != nil {
			timer.Stop()
		}
	}
}
