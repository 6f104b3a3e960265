package world

import (
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"

	"swarm/actors/port"
)

var _ port.Rand = (*Rand)(nil)

// Rand is a seeded stream of numbers. Each user of chance has a stream of its own, named for it, so that what one draws
// does not shift what another gets.
type Rand struct{ source *rand.Rand }

// NewRand makes a stream for somebody outside of the world: nothing in it draws from a stream whose name begins with "@".
func NewRand(seed uint64, name string) *Rand { return newRand(seed, "@"+name) }

// newRand makes the stream of a name in the world of a seed.
func newRand(seed uint64, name string) *Rand {
	sum := fnv.New64a()
	sum.Write([]byte(name)) // never fails (hash.Hash)
	return &Rand{source: rand.New(rand.NewPCG(seed, sum.Sum64()))}
}

// Uint64 gives 64 bits.
func (r *Rand) Uint64() uint64 { return r.source.Uint64() }

// IntN gives 0 <= x < n.
func (r *Rand) IntN(n int) int { return r.source.IntN(n) }

// Float64 gives 0 <= x < 1.
func (r *Rand) Float64() float64 { return r.source.Float64() }

// Fill fills p.
func (r *Rand) Fill(p []byte) {
	var word [8]byte
	for len(p) > 0 {
		binary.BigEndian.PutUint64(word[:], r.source.Uint64())
		p = p[copy(p, word[:]):]
	}
}

// chance tells whether something of a probability happens. What cannot happen draws nothing.
func (r *Rand) chance(probability float64) bool {
	return probability > 0 && r.source.Float64() < probability
}

// chances draws for each member of a mask, and gives those that it happened to.
func (r *Rand) chances(mask uint64, probability float64) uint64 {
	if probability <= 0 {
		return 0
	}
	hit := uint64(0)
	for rest := mask; rest != 0; rest &= rest - 1 {
		if r.source.Float64() < probability {
			hit |= rest & -rest
		}
	}
	return hit
}
