package congestion

import (
	"slices"
	"time"
)

const (
	// roundWeight is the weight of one round trip in the moving averages.
	roundWeight = 1.0 / 8
	// minRounds is how many round trips the averages need to be used.
	minRounds = 2 * cycleRounds
	// maxChanceLoss bounds the loss that a larger window makes up for: a path that loses more is broken, not lossy.
	maxChanceLoss = 0.25
)

// rounds counts, round trip by round trip, what arrives and what is lost. It tells loss by chance from loss to a full
// queue. A round is what TCP calls a window's worth of data: it ends when something arrives that was asked for after it
// began.
type rounds struct {
	endsAt   int64 // the round ends when data arrives that was asked for after this many bytes had been delivered
	arrived  int64 // bytes, in this round
	lost     int64 // bytes taken for lost in this round
	shortest time.Duration
	recent   [4]time.Duration // the last round trips, a ring
	next     int              // where the next one goes; counts up
	swollen  bool             // a queue was seen to build in this round
	overflow bool             // a full queue lost something in the round before

	count    int
	longest  time.Duration // slowly decaying maximum of the rounds' shortest round trips
	average  time.Duration // moving average of the rounds' shortest round trips
	lossRate float64       // moving average of the share that is lost by chance
}

// noteArrived counts bytes that arrived.
func (r *rounds) noteArrived(bytes int) { r.arrived += int64(bytes) }

// noteLost counts bytes that were taken for lost.
func (r *rounds) noteLost(bytes int) { r.lost += int64(bytes) }

// ended reports whether data that was asked for when so many bytes had been delivered ends the round. If so the next
// round lasts until what is asked for from now on arrives.
func (r *rounds) ended(deliveredWhenSent, delivered int64) bool {
	if deliveredWhenSent < r.endsAt {
		return false
	}
	r.endsAt = delivered
	return true
}

// sample counts a round trip, less the time that the data stood in the owner's own queue.
func (r *rounds) sample(roundTrip time.Duration) {
	r.recent[r.next%len(r.recent)] = roundTrip
	r.next++
	if r.shortest == 0 || roundTrip < r.shortest {
		r.shortest = roundTrip
	}
}

// end closes the round. pathShortest is the path's shortest round trip.
func (r *rounds) end(pathShortest time.Duration) {
	full := r.queueFull(pathShortest) || r.swollen
	loss := 0.0
	if r.lost > 0 && !full {
		loss = float64(r.lost) / float64(r.lost+r.arrived)
	}
	if r.shortest > 0 {
		if r.count++; r.count == 1 {
			r.average, r.lossRate = r.shortest, loss
		}
		r.average += time.Duration(float64(r.shortest-r.average) * roundWeight)
		r.lossRate += (loss - r.lossRate) * roundWeight
	}
	r.overflow = full && r.lost > 0
	r.arrived, r.lost, r.shortest, r.swollen = 0, 0, 0, false
}

// queueFull reports whether the queue was full in this round, so that what it lost is not lost by chance: its round
// trip is among the longer ones of late, and these differ. A path that joins others may never have seen the queue
// empty, but it sees it full.
func (r *rounds) queueFull(pathShortest time.Duration) bool {
	r.longest = max(r.shortest, r.longest-(r.longest-pathShortest)/(4*cycleRounds))
	return r.longest > pathShortest+pathShortest/5 && r.shortest > pathShortest+(r.longest-pathShortest)/2
}

// queueLoss reports whether a full queue lost something in the round before.
func (r *rounds) queueLoss() bool { return r.overflow }

// known reports whether there were enough rounds for the averages to be used.
func (r *rounds) known() bool { return r.count >= minRounds }

// standing returns how long data waits in a queue that stands all the time, in units of the path's shortest round trip.
// A queue shorter than minStanding counts as none.
func (r *rounds) standing(pathShortest time.Duration) float64 {
	if r.average-pathShortest < minStanding {
		return 0
	}
	return float64(r.average-pathShortest) / float64(pathShortest)
}

// chanceLoss returns the share of the data that is lost by chance, from 0 to maxChanceLoss.
func (r *rounds) chanceLoss() float64 { return min(r.lossRate, maxChanceLoss) }

// detectSwelling notes it when a queue begins to build: all recent round trips exceed the path's own by an eighth of
// it, by 4 ms at least and 16 ms at most (HyStart++: RFC 9406, section 4.2). It reports whether that happened in this
// round.
func (r *rounds) detectSwelling(pathTypical time.Duration) bool {
	if r.swelled(pathTypical) {
		r.swollen = true
	}
	return r.swollen
}

// swelled reports whether a queue builds now.
func (r *rounds) swelled(pathTypical time.Duration) bool {
	return slices.Min(r.recent[:]) > pathTypical+min(max(pathTypical/8, 4*time.Millisecond), 16*time.Millisecond)
}

// sawSwelling reports whether detectSwelling noted a queue in this round.
func (r *rounds) sawSwelling() bool { return r.swollen }
