package world

import "time"

// event is something that will happen at an instant.
type event interface{ happen() }

// action is an event that is a function.
type action func()

func (a action) happen() { a() }

// entry is an event in the agenda.
type entry struct {
	at       time.Duration // since the world began
	sequence uint64        // breaks ties in the order of planning
	event    event
}

func (e entry) before(other entry) bool {
	return e.at < other.at || e.at == other.at && e.sequence < other.sequence
}

// agenda is a heap of events, the earliest first. Order among equal times is the order in which they were planned: no
// pointer, no map and no scheduler has a say in it.
type agenda struct {
	entries []entry // a binary heap
	planned uint64
}

func (a *agenda) plan(at time.Duration, e event) {
	a.planned++
	a.entries = append(a.entries, entry{at: at, sequence: a.planned, event: e})
	a.rise(len(a.entries) - 1)
}

func (a *agenda) next() (entry, bool) {
	if len(a.entries) == 0 {
		return entry{}, false
	}
	return a.entries[0], true
}

func (a *agenda) take() entry {
	first, last := a.entries[0], len(a.entries)-1
	a.entries[0] = a.entries[last]
	a.entries[last] = entry{}
	a.entries = a.entries[:last]
	a.sink(0)
	return first
}

func (a *agenda) rise(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !a.entries[i].before(a.entries[parent]) {
			return
		}
		a.entries[i], a.entries[parent] = a.entries[parent], a.entries[i]
		i = parent
	}
}

func (a *agenda) sink(i int) {
	for {
		least, left := i, 2*i+1
		for child := left; child <= left+1 && child < len(a.entries); child++ {
			if a.entries[child].before(a.entries[least]) {
				least = child
			}
		}
		if least == i {
			return
		}
		a.entries[i], a.entries[least] = a.entries[least], a.entries[i]
		i = least
	}
}
