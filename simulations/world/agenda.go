package world

import "time"

// event is something that happens at one instant of virtual time.
type event interface{ happen() }

// action is an event that calls a function.
type action func()

func (a action) happen() { a() }

// entry is an event in an agenda.
type entry struct {
	at    time.Duration // since the world began
	order uint64        // breaks ties between equal times; see site.nextOrder
	event event
	site  *site // where the event happens; nil: it concerns more than one site
}

func (e entry) before(other entry) bool {
	return e.at < other.at || e.at == other.at && e.order < other.order
}

// agenda is a priority queue of events, the earliest first. Events at equal times are ordered by their order number,
// so the sequence depends neither on pointers, nor on map iteration, nor on the Go scheduler.
type agenda struct {
	entries []entry // a heap in which each entry has heapArity children: half as deep as a binary heap
}

// heapArity is how many children an entry of the heap has. Four entries fill little more than two cache lines of a
// processor.
const heapArity = 4

func (a *agenda) push(e entry) {
	a.entries = append(a.entries, entry{})
	a.siftUp(len(a.entries)-1, e)
}

// next returns when the first event happens, or false when the agenda is empty.
func (a *agenda) next() (time.Duration, bool) {
	if len(a.entries) == 0 {
		return 0, false
	}
	return a.entries[0].at, true
}

// pop removes and returns the first event. The agenda must not be empty.
func (a *agenda) pop() entry {
	first, last := a.entries[0], len(a.entries)-1
	moved := a.entries[last]
	a.entries[last] = entry{}
	a.entries = a.entries[:last]
	if last > 0 {
		a.siftDown(moved)
	}
	return first
}

// siftUp puts an entry into the free slot i, or into an ancestor's slot.
func (a *agenda) siftUp(i int, e entry) {
	for i > 0 {
		parent := (i - 1) / heapArity
		if !e.before(a.entries[parent]) {
			break
		}
		a.entries[i] = a.entries[parent]
		i = parent
	}
	a.entries[i] = e
}

// siftDown puts an entry into the free slot at the top, or into a descendant's slot.
func (a *agenda) siftDown(e entry) {
	i, entries := 0, a.entries
	for {
		child := heapArity*i + 1
		if child >= len(entries) {
			break
		}
		first := child
		for child++; child < min(heapArity*i+1+heapArity, len(entries)); child++ {
			if entries[child].before(entries[first]) {
				first = child
			}
		}
		if !entries[first].before(e) {
			break
		}
		entries[i] = entries[first]
		i = first
	}
	entries[i] = e
}
