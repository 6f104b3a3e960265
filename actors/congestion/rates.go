package congestion

// rateRounds is for how many round trips a delivery rate counts: one cycle and two round trips, so that the rate
// measured while probing is kept until the next probe has been measured (BBR keeps the rates of two of its cycles).
const rateRounds = cycleRounds + 2

// maxByRound keeps the greatest value of each of the last rateRounds round trips: a windowed maximum filter.
type maxByRound struct {
	values [rateRounds]float64
	round  int
}

// add counts a value of the current round trip.
func (m *maxByRound) add(value float64) { m.values[m.round] = max(m.values[m.round], value) }

// endRound begins the next round trip and forgets the values of rateRounds round trips ago.
func (m *maxByRound) endRound() {
	m.round = (m.round + 1) % rateRounds
	m.values[m.round] = 0
}

// highest returns the greatest value that still counts, or 0.
func (m *maxByRound) highest() float64 {
	highest := 0.0
	for _, value := range m.values {
		highest = max(highest, value)
	}
	return highest
}
