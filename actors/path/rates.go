package path

// rateRounds is for how many round trips a delivery rate is believed: a cycle, and a little (BBR keeps two of its cycles).
const rateRounds = cycleRounds + 2

// rates keeps the highest delivery rate of each of the last round trips, in bytes per second.
type rates struct {
	byRound [rateRounds]float64
	round   int
}

func (r *rates) add(rate float64) { r.byRound[r.round] = max(r.byRound[r.round], rate) }

// turn begins a round: what was measured rateRounds ago is forgotten.
func (r *rates) turn() {
	r.round = (r.round + 1) % rateRounds
	r.byRound[r.round] = 0
}

func (r *rates) highest() float64 {
	highest := 0.0
	for _, rate := range r.byRound {
		highest = max(highest, rate)
	}
	return highest
}
