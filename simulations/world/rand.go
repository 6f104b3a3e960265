package world

import (
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"

	"swarm/actors/port"
)

var _ port.Rand = (*Rand)(nil)

// Rand is a seeded stream of random numbers. Each purpose has a stream of its own, selected by a name, so that
// numbers drawn for one purpose do not shift those drawn for another.
type Rand struct{ source *rand.Rand }

// NewRand returns a stream for a user outside of the world. Its name is prefixed with "@", which no stream of the
// world is.
func NewRand(seed uint64, name string) *Rand { return newRand(seed, "@"+name) }

// newRand returns the stream with a name in the world with a seed.
func newRand(seed uint64, name string) *Rand {
	sum := fnv.New64a()
	sum.Write([]byte(name)) // hash.Hash says that it never returns an error
	return &Rand{source: rand.New(rand.NewPCG(seed, sum.Sum64()))}
}

// Uint64 returns 64 random bits.
func (r *Rand) Uint64() uint64 { return r.source.Uint64() }

// IntN returns a number in [0, n).
func (r *Rand) IntN(n int) int { return r.source.IntN(n) }

// Float64 returns a number in [0, 1).
func (r *Rand) Float64() float64 { return r.source.Float64() }

// Fill fills p with random bytes.
func (r *Rand) Fill(p []byte) {
	var word [8]byte
	for len(p) > 0 {
		binary.BigEndian.PutUint64(word[:], r.source.Uint64())
		p = p[copy(p, word[:]):]
	}
}

// chance reports whether an event with this probability happens. It draws nothing when the probability is zero.
func (r *Rand) chance(probability float64) bool {
	return probability > 0 && r.source.Float64() < probability
}

// sample draws for each bit of a mask whether an event with this probability happens to it, and returns the mask of
// those it happened to. It draws nothing when the probability is zero.
func (r *Rand) sample(mask uint64, probability float64) uint64 {
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
