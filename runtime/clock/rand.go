package clock

import (
	cryptorand "crypto/rand"
	"math/rand/v2"
	"sync"
)

// Rand returns unguessable random numbers from ChaCha8, seeded by the operating system. It is safe for concurrent use.
type Rand struct {
	mutex  sync.Mutex
	source *rand.ChaCha8
	random *rand.Rand
}

// NewRand returns a source with its own seed.
func NewRand() *Rand {
	var seed [32]byte
	cryptorand.Read(seed[:]) // Read never returns an error: it ends the process instead (crypto/rand).
	source := rand.NewChaCha8(seed)
	return &Rand{source: source, random: rand.New(source)}
}

// Uint64 returns 64 random bits.
func (r *Rand) Uint64() uint64 {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.random.Uint64()
}

// IntN returns a number x with 0 <= x < n.
func (r *Rand) IntN(n int) int {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.random.IntN(n)
}

// Float64 returns a number x with 0 <= x < 1.
func (r *Rand) Float64() float64 {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.random.Float64()
}

// Fill fills p with random bytes.
func (r *Rand) Fill(p []byte) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.source.Read(p) // Read never returns an error (math/rand/v2).
}
