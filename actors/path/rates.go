package path

// rateRounds is for how many round trips a delivery rate is believed (BBR keeps two of its cycles of about five).
const rateRounds = 10

// rates keeps the highest delivery rate of each of the last round trips, in bytes per second.
type rates struct{ byRound [rateRounds]float64 }

func (r *rates) add(rate float64, round int) {
	slot := &r.byRound[round%rateRounds]
	*slot = max(*slot, rate)
}

// turn begins a round: what was measured rateRounds ago is forgotten.
func (r *rates) turn(round int) { r.byRound[round%rateRounds] = 0 }

func (r *rates) highest() float64 {
	highest := 0.0
	for _, rate := range r.byRound {
		highest = max(highest, rate)
	}
	return highest
}
