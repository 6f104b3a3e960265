package clock

import (
	cryptorand "crypto/rand"
	"math/rand/v2"
	"sync"
)

// Rand gives unguessable numbers: ChaCha8, seeded by the operating system. It may be used from many goroutines.
type Rand struct {
	mutex  sync.Mutex
	source *rand.ChaCha8
	random *rand.Rand
}

// NewRand makes a source with a seed of its own.
func NewRand() *Rand {
	var seed [32]byte
	cryptorand.Read(seed[:]) // never fails: the runtime ends the process instead (crypto/rand.Read)
	source := rand.NewChaCha8(seed)
	return &Rand{source: source, random: rand.New(source)}
}

// Uint64 gives 64 random bits.
func (r *Rand) Uint64() uint64 {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.random.Uint64()
}

// IntN gives 0 <= x < n.
func (r *Rand) IntN(n int) int {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.random.IntN(n)
}

// Float64 gives 0 <= x < 1.
func (r *Rand) Float64() float64 {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.random.Float64()
}

// Fill fills p with random bytes.
func (r *Rand) Fill(p []byte) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.source.Read(p) // never fails (math/rand/v2)
}
