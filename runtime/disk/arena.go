package disk

import "swarm/messages"

// arena is one range of memory that a pool cuts its slabs from. The kernel backs it with huge pages where it can, so
// that the first use of a chunk's memory costs one page fault for each 2 MiB instead of 512. A virtual machine with 2
// cores needed 200 ms of CPU for the first use of 32 MiB without huge pages, and 30 to 100 ms with them. Slabs of the
// Go heap get huge pages only if the system gives them to everybody. The zero value has no memory.
type arena struct {
	memory []byte
	used   messages.Bitfield // the units of slabUnit bytes that are parts of slabs
	starts map[*byte]int     // the first unit of each slab, by the address of the slab
}

// newArena returns an arena of limit bytes, or one without memory if the system cannot reserve so much.
func newArena(limit int64) *arena {
	a := &arena{starts: map[*byte]int{}}
	a.reserve(int(limit / slabUnit * slabUnit))
	a.used = messages.NewBitfield(len(a.memory) / slabUnit)
	return a
}

// take returns a slab of size bytes, a multiple of slabUnit, at the lowest free address, so that what was used before
// is used again. It returns nil if no range is free that is long enough.
func (a *arena) take(size int64) []byte {
	count := int(size / slabUnit)
	for first := a.used.NextClear(0); count > 0 && first+count <= a.used.Len(); {
		end := a.used.NextSet(first)
		if end-first < count {
			first = a.used.NextClear(end)
			continue
		}
		for unit := first; unit < first+count; unit++ {
			a.used.Set(unit)
		}
		slab := a.memory[first*slabUnit:][:size:size]
		a.starts[&slab[0]] = first
		return slab
	}
	return nil
}

// drop takes a slab back and returns its memory to the system. It ignores slabs of the Go heap.
func (a *arena) drop(slab []byte) {
	if len(slab) == 0 {
		return
	}
	first, ok := a.starts[&slab[0]]
	if !ok {
		return
	}
	delete(a.starts, &slab[0])
	for unit := first; unit < first+len(slab)/slabUnit; unit++ {
		a.used.Clear(unit)
	}
	discard(slab)
}
