package disk

import (
	"sync/atomic"

	"swarm/actors/port"
)

// buffer is the room for one chunk, lent by a pool.
type buffer struct {
	pool     *Pool
	slab     []byte
	data     []byte       // the part of the slab that was asked for
	holds    atomic.Int32 // the owner, and each piece that is being kept; at 0 the slab goes back
	released atomic.Bool  // the owner let go
}

// Buffer gives room for a chunk, or false while all the room is taken.
func (s *Store) Buffer(length int64) (port.Buffer, bool) {
	if length < 0 {
		return nil, false
	}
	slab, ok := s.pool.take(length)
	if !ok {
		return nil, false
	}
	b := &buffer{pool: s.pool, slab: slab, data: slab[:length:length]}
	b.holds.Store(1)
	return b, true
}

// Place copies payload to byte at; a place outside the buffer is a broken invariant.
func (b *buffer) Place(at int64, payload []byte) {
	copy(b.data[at:at+int64(len(payload))], payload)
}

// Release ends the ownership; to release twice is a broken invariant.
func (b *buffer) Release() {
	if b.released.Swap(true) {
		panic("disk: release buffer: it was released before")
	}
	b.drop()
}

// hold keeps the room from being lent again until drop; false says that it may be lent already.
func (b *buffer) hold() bool {
	for {
		holds := b.holds.Load()
		if holds == 0 {
			return false
		}
		if b.holds.CompareAndSwap(holds, holds+1) {
			return true
		}
	}
}

func (b *buffer) drop() {
	if b.holds.Add(-1) == 0 {
		b.pool.give(b.slab)
	}
}
