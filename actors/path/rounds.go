package path

import (
	"slices"
	"time"
)

const (
	// roundWeight is what one round trip counts in the averages.
	roundWeight = 1.0 / 8
	// roundsKnown is after how many the averages mean something.
	roundsKnown = 2 * cycleRounds
	// mostByChance bounds the loss that a larger window makes up for: beyond it the path is broken, not lossy.
	mostByChance = 0.25
)

// rounds watches what comes and what is lost, round trip by round trip.
type rounds struct {
	until    int64 // flight.delivered at which the round in hand ends
	came     int64 // bytes, in it
	gone     int64 // bytes taken for lost in it
	shortest time.Duration
	recent   [4]time.Duration // the last round trips
	next     int
	swollen  bool // they were long once in this round
	lossy    bool // something was lost in the round before, of which the queue was long

	count   int
	longest time.Duration // of the rounds' shortest round trips of late
	round   time.Duration // average of the rounds' shortest round trips
	loss    float64       // average share of what was lost
}

// took notes a round trip, without what the owner's own queue held it up.
func (r *rounds) took(d time.Duration) {
	r.recent[r.next%len(r.recent)] = d
	r.next++
	if r.shortest == 0 || d < r.shortest {
		r.shortest = d
	}
}

// end closes a round. least is the path's shortest round trip.
func (r *rounds) end(least time.Duration) {
	full := r.full(least) || r.swollen
	loss := 0.0
	if r.gone > 0 && !full {
		loss = float64(r.gone) / float64(r.gone+r.came)
	}
	if r.shortest > 0 {
		if r.count++; r.count == 1 {
			r.round, r.loss = r.shortest, loss
		}
		r.round += time.Duration(float64(r.shortest-r.round) * roundWeight)
		r.loss += (loss - r.loss) * roundWeight
	}
	r.lossy = full && r.gone > 0
	r.came, r.gone, r.shortest, r.swollen = 0, 0, 0, false
}

// full tells whether what is lost now is lost to a full queue rather than by chance: this round trip is among the longer
// ones of late, and they differ. A path that joins others may never have seen the queue empty, but it sees it full.
func (r *rounds) full(least time.Duration) bool {
	r.longest = max(r.shortest, r.longest-(r.longest-least)/(4*cycleRounds))
	return r.longest > least+least/5 && r.shortest > least+(r.longest-least)/2
}

func (r *rounds) known() bool { return r.count >= roundsKnown }

// standing is how long the path's queue keeps what comes waiting, in units of the shortest round trip; a queue of less
// than leastStanding counts as none.
func (r *rounds) standing(least time.Duration) float64 {
	if r.round-least < leastStanding {
		return 0
	}
	return float64(r.round-least) / float64(least)
}

// byChance is the share of what is asked for that is lost by chance.
func (r *rounds) byChance() float64 { return min(r.loss, mostByChance) }

// swelled tells whether the last round trips are so long that a queue must have begun to stand (RFC 9406, section
// 4.2: an eighth, 4 ms at least and 16 ms at most).
func (r *rounds) swelled(least time.Duration) bool {
	return slices.Min(r.recent[:]) > least+min(max(least/8, 4*time.Millisecond), 16*time.Millisecond)
}
