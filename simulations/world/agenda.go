package world

import "time"

// event is something that will happen at an instant.
type event interface{ happen() }

// action is an event that is a function.
type action func()

func (a action) happen() { a() }

// entry is an event in an agenda.
type entry struct {
	at    time.Duration // since the world began
	name  uint64        // breaks ties: where it was planned, and in the order of planning there
	event event
	of    *site // where it happens; nil: everywhere
}

func (e entry) before(other entry) bool {
	return e.at < other.at || e.at == other.at && e.name < other.name
}

// agenda is a heap of events, the earliest first. Order among equal times is that of their names: no pointer, no map and no
// scheduler has a say in it.
type agenda struct {
	entries []entry // a heap in which each entry has fan below it: half as deep as a binary one
}

// fan is how many entries lie below one: four of them fill little more than two lines of a processor's cache.
const fan = 4

func (a *agenda) plan(e entry) {
	a.entries = append(a.entries, entry{})
	a.rise(len(a.entries)-1, e)
}

// next is when the first event happens; false when there is none.
func (a *agenda) next() (time.Duration, bool) {
	if len(a.entries) == 0 {
		return 0, false
	}
	return a.entries[0].at, true
}

func (a *agenda) take() entry {
	first, last := a.entries[0], len(a.entries)-1
	moved := a.entries[last]
	a.entries[last] = entry{}
	a.entries = a.entries[:last]
	if last > 0 {
		a.sink(moved)
	}
	return first
}

// rise puts an entry into the free place i, or above it.
func (a *agenda) rise(i int, e entry) {
	for i > 0 {
		parent := (i - 1) / fan
		if !e.before(a.entries[parent]) {
			break
		}
		a.entries[i] = a.entries[parent]
		i = parent
	}
	a.entries[i] = e
}

// sink puts an entry into the free place at the top, or below it.
func (a *agenda) sink(e entry) {
	i, entries := 0, a.entries
	for {
		child := fan*i + 1
		if child >= len(entries) {
			break
		}
		least := child
		for child++; child < min(fan*i+1+fan, len(entries)); child++ {
			if entries[child].before(entries[least]) {
				least = child
			}
		}
		if !entries[least].before(e) {
			break
		}
		entries[i] = entries[least]
		i = least
	}
	entries[i] = e
}
