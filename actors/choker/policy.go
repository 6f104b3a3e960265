package choker

import (
	"cmp"
	"slices"
	"time"
)

const (
	// roundTime is the time between two choices. Peers that are choked and unchoked more often never reach the full
	// rate of TCP (BEP 3).
	roundTime = 10 * time.Second
	// slots is how many peers are unchoked. It is libtorrent's number for a session. Native receivers have slots of
	// their own.
	slots = 8
	// optimisticTime is how long a peer stays unchoked that has sent nothing yet, before another one gets the chance.
	// It is three rounds, so that a new peer can get a first piece and give something back (BEP 3).
	optimisticTime = 3 * roundTime
	// minHold is how long a peer stays choked, or unchoked. aria2 hangs up after two changes within five seconds.
	minHold = 6 * time.Second
	// seedTime is how long a peer is served by a seed while others wait. It is libtorrent's rule for seeds: the slots
	// go round, so that the pieces spread.
	seedTime = time.Minute
)

// standing is how things stand between one peer and this node.
type standing struct {
	interested bool // the peer wants pieces of this node
	seeding    bool // this node wants nothing of the peer
	received   int64
	lastRound  int64 // bytes that the peer has sent in the last round
	unchoked   bool
	since      time.Time // when it was last unchoked, or choked; zero: it is new
}

// choose returns which peers are unchoked until the next round.
//
// A peer that this node downloads from is ranked by what it sent in the last round: tit for tat. A peer that it seeds
// to keeps its slot for seedTime, and then waits behind the others. One slot is optimistic: it goes to the peer that
// has waited longest, whatever it has sent, so that new peers are found out.
func choose(peers []*standing, now time.Time) []*standing {
	var ranked []*standing
	for _, p := range peers {
		if p.interested {
			ranked = append(ranked, p)
		}
	}
	if len(ranked) <= slots {
		return ranked
	}
	slices.SortStableFunc(ranked, func(a, b *standing) int {
		return cmp.Or(cmp.Compare(rank(b, now), rank(a, now)), cmp.Compare(b.lastRound, a.lastRound),
			a.since.Compare(b.since))
	})
	chosen := ranked[: slots-1 : slots-1]
	rest := ranked[slots-1:]
	next := 0
	for i, p := range rest {
		switch trial := p.unchoked && now.Sub(p.since) < optimisticTime; {
		case trial:
			return append(chosen, p) // its chance is not over
		case waitsLonger(p, rest[next]):
			next = i
		}
	}
	return append(chosen, rest[next])
}

// rank returns the class of a peer for the slots that are not optimistic; more is better.
func rank(p *standing, now time.Time) int {
	switch {
	case p.unchoked && now.Sub(p.since) < minHold:
		return 3
	case !p.seeding && p.lastRound > 0:
		return 2
	case p.seeding && p.unchoked && now.Sub(p.since) < seedTime:
		return 2
	case p.seeding && !p.unchoked:
		return 1
	}
	return 0
}

// waitsLonger reports whether a has been choked for longer than b, and is choked.
func waitsLonger(a, b *standing) bool {
	if a.unchoked != b.unchoked {
		return b.unchoked
	}
	return a.since.Before(b.since)
}

// mayUnchoke reports whether an interested peer is unchoked at once: while slots are free, nobody has to wait for a
// round. taken is how many slots interested peers have.
func (s *standing) mayUnchoke(taken int, now time.Time) bool {
	return s.interested && !s.unchoked && taken < slots && (s.since.IsZero() || now.Sub(s.since) >= minHold)
}

// mustChoke reports whether a peer that was not chosen is choked. One that is not interested keeps what it has while
// slots are free, so that its state does not change with every change of its interest.
func (s *standing) mustChoke(chosen int) bool { return s.unchoked && (s.interested || chosen >= slots) }
