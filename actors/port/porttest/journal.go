package porttest

import (
	"math/bits"

	"swarm/messages"
)

// Journal writes facts down.
type Journal struct{ facts []messages.Fact }

// Note writes one down.
func (j *Journal) Note(fact messages.Fact) { j.facts = append(j.facts, fact) }

// Took gives the facts since the last call.
func (j *Journal) Took() []messages.Fact {
	facts := j.facts
	j.facts = nil
	return facts
}

// Rand is SplitMix64: small and seeded.
type Rand struct{ state uint64 }

// Uint64 gives the next number.
func (r *Rand) Uint64() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// IntN gives 0 <= x < n.
func (r *Rand) IntN(n int) int {
	high, _ := bits.Mul64(r.Uint64(), uint64(n))
	return int(high)
}

// Float64 gives 0 <= x < 1.
func (r *Rand) Float64() float64 { return float64(r.Uint64()>>11) / (1 << 53) }

// Fill makes random bytes.
func (r *Rand) Fill(p []byte) {
	for i := range p {
		p[i] = byte(r.Uint64())
	}
}
