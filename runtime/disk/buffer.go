package disk

import (
	"sync/atomic"

	"swarm/actors/port"
)

// buffer is the memory for one chunk, borrowed from a pool.
type buffer struct {
	pool       *Pool
	slab       []byte
	data       []byte       // the first bytes of the slab, as many as were asked for
	references atomic.Int32 // the owner and each Keep in progress; at 0 the slab returns to the pool
	released   atomic.Bool  // Release was called
}

// Buffer returns memory for a chunk of length bytes, or false if the pool has none available.
func (s *Store) Buffer(length int64) (port.Buffer, bool) {
	if length < 0 {
		return nil, false
	}
	slab, ok := s.pool.get(length)
	if !ok {
		return nil, false
	}
	b := &buffer{pool: s.pool, slab: slab, data: slab[:length:length]}
	b.references.Store(1)
	return b, true
}

// Place copies payload into the buffer from byte at on. It panics if the payload does not fit.
func (b *buffer) Place(at int64, payload []byte) {
	copy(b.data[at:at+int64(len(payload))], payload)
}

// Release gives up the ownership of the buffer. It panics if the buffer was released before.
func (b *buffer) Release() {
	if b.released.Swap(true) {
		panic("disk: release buffer: it was released before")
	}
	b.dropReference()
}

// retain adds a reference, which keeps the memory from being lent again until dropReference is called. It returns false
// if no reference is left: then the memory may belong to another chunk already.
func (b *buffer) retain() bool {
	for {
		references := b.references.Load()
		if references == 0 {
			return false
		}
		if b.references.CompareAndSwap(references, references+1) {
			return true
		}
	}
}

// dropReference removes a reference. The last one returns the memory to the pool.
func (b *buffer) dropReference() {
	if b.references.Add(-1) == 0 {
		b.pool.put(b.slab)
	}
}
