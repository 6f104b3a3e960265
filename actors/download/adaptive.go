package download

import (
	"cmp"
	"math"
	"slices"
	"time"

	"swarm/messages"
)

const (
	// neighbours is how many owners are asked what they have, though only MaxSplitnessRate of them send at a time.
	// Twelve known owners show which pieces are rare, and another one is at hand when an owner is busy or leaves.
	neighbours = 12
	// minSendingTime is for how long an owner sends at least before it is replaced.
	minSendingTime = time.Second
	// rateValidFor is for how long a measured rate says something about an owner that sends nothing.
	rateValidFor = 10 * time.Second
	// replaceFactor is how much faster than the slowest sender another owner has to be to replace it.
	replaceFactor = 1.5
)

// adaptiveSplit cuts a file into many chunks. An owner gets the next one when it can send it, and its length follows
// the owner's rate. Owners of a part are used too. MaxSplitnessRate owners send at a time; the slowest is replaced when
// a better one has nothing to do (docs/adr/0011-how-a-swarm-spreads.md).
type adaptiveSplit struct {
	settings *messages.Settings
	order    pieceOrder
	random   func(n int) int
	ranked   []candidate // reused by rank
}

// candidate is an owner with what may be expected of it, in bytes per second.
type candidate struct {
	*owner
	expected float64
}

func (p *adaptiveSplit) neighbours() int { return max(p.settings.MaxSplitnessRate, neighbours) }

// assign gives each owner that can take one a chunk in turn, until nobody can take another one.
func (p *adaptiveSplit) assign(s *state, now time.Time, act actions) {
	want, senders := s.wanted(), s.owners.senders()
	leaving := p.replaceable(s, want, senders, now)
	known := s.owners.known()
	for progress := true; progress && want.Count() > 0; {
		progress = false
		for _, c := range p.rank(s, p.random(max(len(s.owners.list()), 1)), now) {
			o := c.owner
			if o.chunks >= maxChunks(s, o, senders, p.settings, now) || o == leaving || o.isBusy(now) ||
				o.chunks == 0 && senders >= p.maxSenders(o, leaving, now) {
				continue
			}
			length := o.chunkLength(maxChunkLength(senders, p.settings))
			if o.isDoubtful(now) {
				length = 0 // one piece: if it is wrong, no others are lost with it
			}
			limit := chunkPieces(s.file, length, want.Count(), min(s.owners.inUse(), p.settings.MaxSplitnessRate))
			chunk, ok := p.order.pick(want, o.have, limit, known)
			if !ok {
				continue
			}
			chunk = cutChunk(s.file, chunk, length)
			if o.chunks == 0 {
				senders++
			}
			begun := act.begin(o, chunk)
			if begun == nil {
				return // a chunk that ends gives a buffer back, and assign is called again
			}
			clearChunk(&want, begun.chunk)
			progress = true
		}
	}
}

// maxSenders returns how many owners may send while o begins to. It is one more than the setting while the last chunk
// of an owner that is being replaced is arriving, but only for an owner of the whole file that offers a slot: it may
// have pieces that nobody else has.
func (p *adaptiveSplit) maxSenders(o, leaving *owner, now time.Time) int {
	if leaving != nil && o.announced.Whole && o.invites(now) {
		return p.settings.MaxSplitnessRate + 1
	}
	return p.settings.MaxSplitnessRate
}

// replaceable returns the slowest sender, if MaxSplitnessRate owners send and a better one has nothing to do: one that
// offers a slot, whose rate is unknown, or that is much faster. The slowest gets no more chunks, so that its place is
// free after its last one. Without this every download would stay with the owners that the tracker named first, and the
// uplinks of others would be idle. BitTorrent's optimistic unchoke has the same purpose. The result is nil if nobody is
// to be replaced.
func (p *adaptiveSplit) replaceable(s *state, want messages.Bitfield, senders int, now time.Time) *owner {
	if senders < p.settings.MaxSplitnessRate {
		return nil
	}
	var slowest *owner
	for _, o := range s.owners.list() {
		if o.chunks > 0 && now.Sub(o.sendingSince) >= minSendingTime &&
			(slowest == nil || o.bytesPerSecond < slowest.bytesPerSecond) {
			slowest = o
		}
	}
	if slowest == nil {
		return nil
	}
	for _, o := range s.owners.list() {
		better := o.invites(now) || now.Sub(o.lastBegun) >= rateValidFor ||
			o.bytesPerSecond > replaceFactor*slowest.bytesPerSecond
		if better && o.free(now) && !o.isDoubtful(now) && o.offers(want) {
			return slowest
		}
	}
	return nil
}

// rank returns the owners that have told what they have, in the order in which they are given a chunk. Those with the
// fewest chunks in flight come first: where buffers are scarce, slow owners would otherwise hold all of them while a
// fast one has nothing to do. Among owners that send nothing the most promising comes first. With a random choice half
// of a swarm would wait for overloaded owners while others are idle. Equals keep the order of the roster, which is read
// from index start on. The result is valid until the next call.
func (p *adaptiveSplit) rank(s *state, start int, now time.Time) []candidate {
	p.ranked = p.ranked[:0]
	owners := s.owners.list()
	for i := range owners {
		if o := owners[(start+i)%len(owners)]; o.ready() {
			p.ranked = append(p.ranked, candidate{o, expectedRate(o, now)})
		}
	}
	slices.SortStableFunc(p.ranked, func(a, b candidate) int {
		return cmp.Or(a.chunks-b.chunks, cmp.Compare(b.expected, a.expected))
	})
	return p.ranked
}

// expectedRate returns what may be expected of an owner that sends nothing, in bytes per second. An owner that offers a
// slot is taken for the fastest, then come those whose rate is not known, or no longer valid, then the measured rates,
// and then those of whom a piece was wrong lately.
func expectedRate(o *owner, now time.Time) float64 {
	switch {
	case o.chunks > 0:
		return 0
	case o.isDoubtful(now):
		return -1
	case o.invites(now):
		return math.Inf(1)
	case !o.measured() || now.Sub(o.lastBegun) >= rateValidFor:
		return math.MaxFloat64
	}
	return o.bytesPerSecond
}
