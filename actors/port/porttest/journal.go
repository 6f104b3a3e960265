package porttest

import (
	"math/bits"

	"swarm/messages"
)

// Journal is a fake journal, which records facts.
type Journal struct{ facts []messages.Fact }

// Note records a fact.
func (j *Journal) Note(fact messages.Fact) { j.facts = append(j.facts, fact) }

// Took returns the facts that were noted since the last call.
func (j *Journal) Took() []messages.Fact {
	facts := j.facts
	j.facts = nil
	return facts
}

// Rand is SplitMix64, a small seeded generator of random numbers.
type Rand struct{ state uint64 }

// Uint64 returns the next number.
func (r *Rand) Uint64() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// IntN returns a number in [0, n).
func (r *Rand) IntN(n int) int {
	high, _ := bits.Mul64(r.Uint64(), uint64(n))
	return int(high)
}

// Float64 returns a number in [0, 1).
func (r *Rand) Float64() float64 { return float64(r.Uint64()>>11) / (1 << 53) }

// Fill fills p with random bytes.
func (r *Rand) Fill(p []byte) {
	for i := range p {
		p[i] = byte(r.Uint64())
	}
}
