package seeder

import (
	"iter"
	"net/netip"
	"slices"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// followTime is how long a node that sent a Query is told of new pieces. It sends the next Query sooner than that.
	followTime = 25 * time.Second
	// maxFollowers bounds how many nodes are told. Others learn of new pieces by a Query.
	maxFollowers = 32
	// Announcements are at least minAnnounceGap and at most maxAnnounceGap apart. In between, the gap is what
	// piecesPerAnnouncement pieces take to arrive, or announceTime for each follower beyond freeFollowers, whichever is
	// less: an announcement for each piece would cost a datagram per piece and follower.
	minAnnounceGap        = 20 * time.Millisecond
	maxAnnounceGap        = 250 * time.Millisecond
	piecesPerAnnouncement = 16
	announceTime          = 20 * time.Millisecond
	freeFollowers         = 4
	// maxPages bounds how many datagrams one announcement sends to a follower. A file of up to 8,192 pieces takes one.
	maxPages = 4
	// maxRepeatedPieces is the size of a file whose pieces are all named in each announcement, so that it makes up for
	// a lost one. For a larger file an announcement names what has changed.
	maxRepeatedPieces = 1024
)

// followers are the nodes that sent a Query of late, and are told of new pieces at once (BitTorrent's "have"). Without
// announcements a receiver would have to poll part owners, and a piece could not travel on as soon as it has arrived.
type followers struct {
	list        []follower // in the order of their first Query
	told        messages.Bitfield
	announcedAt time.Time
	gained      int           // pieces since then
	gap         time.Duration // before the next announcement
	timer       port.Timer    // of the next announcement; nil when none is set
	unchoked    int           // followers unchoked so far; their turns follow from it
}

type follower struct {
	addr  netip.AddrPort
	nonce uint64 // of its last Query: what it is told carries it
	until time.Time
}

// newsDue is the timer of the next announcement of new pieces.
type newsDue struct{ owner *Actor }

func (f *followers) count() int { return len(f.list) }

// active returns the followers whose time has not passed.
func (f *followers) active(now time.Time) iter.Seq[follower] {
	return func(yield func(follower) bool) {
		for _, follower := range f.list {
			if follower.until.After(now) && !yield(follower) {
				return
			}
		}
	}
}

// add notes that a node sent a Query with a nonce, and reports whether it is a new follower.
func (f *followers) add(addr netip.AddrPort, nonce uint64, now time.Time) bool {
	f.list = slices.DeleteFunc(f.list, func(old follower) bool { return !old.until.After(now) })
	if i := slices.IndexFunc(f.list, func(old follower) bool { return old.addr == addr }); i >= 0 {
		f.list[i].nonce, f.list[i].until = nonce, now.Add(followTime)
		return false
	}
	if len(f.list) >= maxFollowers {
		return false
	}
	f.list = append(f.list, follower{addr: addr, nonce: nonce, until: now.Add(followTime)})
	return true
}

// announced notes an announcement of a set of pieces, and chooses the gap before the next one.
func (f *followers) announced(shown messages.Bitfield, now time.Time) {
	perPiece := min(now.Sub(f.announcedAt)/time.Duration(max(f.gained, 1)), maxAnnounceGap) // at first, maxAnnounceGap
	wait := min(piecesPerAnnouncement*perPiece, announceTime*time.Duration(max(len(f.list)-freeFollowers, 0)))
	f.gap = min(max(wait, minAnnounceGap), maxAnnounceGap)
	f.gained, f.told, f.announcedAt = 0, shown, now
}

// pages returns the packets of an announcement: what differs from the last one, or the whole set of a small file.
func (f *followers) pages(file messages.File, shown messages.Bitfield) []*messages.Availability {
	first, end := 0, shown.Len()
	if end > maxRepeatedPieces && f.told.Len() == end && !shown.Full() {
		if first, end = f.told.DiffRange(shown); first == end {
			return nil
		}
	}
	var pages []*messages.Availability
	for first &^= 7; first < end && len(pages) < maxPages; first += messages.MaxAvailabilityBytes * 8 {
		page := availability(file, shown, uint32(first))
		page.Bits = page.Bits[:min(len(page.Bits), (end-first+7)/8)]
		pages = append(pages, page)
		if page.Whole {
			break
		}
	}
	return pages
}

// announce tells the followers, which are receivers that asked lately, which pieces this seeder shows. It does so at
// once, or later if the last announcement was less than the minimum interval ago.
func (a *Actor) announce(ctx port.Context) {
	a.followers.gained++
	if a.followers.timer != nil || a.followers.count() == 0 {
		return
	}
	now := a.ports.Clock.Now()
	if wait := a.followers.announcedAt.Add(a.followers.gap).Sub(now); wait > 0 {
		a.followers.timer = a.ports.Clock.After(wait, ctx.Self(), &newsDue{owner: a})
		return
	}
	a.sendAnnouncement(now)
}

func (a *Actor) newsDue(due *newsDue) {
	if due.owner == a && a.followers.timer != nil {
		a.followers.timer = nil
		a.sendAnnouncement(a.ports.Clock.Now())
	}
}

func (a *Actor) sendAnnouncement(now time.Time) {
	shown := a.shown()
	pages := a.followers.pages(a.spec.File.File(), shown)
	a.followers.announced(shown, now)
	for f := range a.followers.active(now) {
		for _, page := range pages {
			own := *page
			own.Nonce = f.nonce
			a.ports.Network.Send(f.addr, &own)
		}
	}
}

// unchokeFollower tells one follower after the other, round robin, that the uplink has spare capacity for it.
func (a *Actor) unchokeFollower() {
	now := a.ports.Clock.Now()
	for range a.followers.list {
		a.followers.unchoked++
		if f := a.followers.list[a.followers.unchoked%a.followers.count()]; f.until.After(now) {
			a.ports.Network.Send(f.addr, &messages.Unchoke{InfoHash: a.spec.File.File().InfoHash, Nonce: f.nonce})
			return
		}
	}
}
