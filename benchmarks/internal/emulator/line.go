package emulator

import (
	"sync"
	"time"
)

// parcel is a packet on its way. It has one owner at a time, who hands it on or puts it back.
type parcel struct {
	buffer  [MTU]byte
	length  int
	flow    Flow
	payload int
	due     time.Duration
}

func (p *parcel) bytes() []byte { return p.buffer[:p.length] }

var parcels = sync.Pool{New: func() any { return new(parcel) }}

// maxWaiting bounds the packets on one line: 1.5 GB of them. A path that holds more is not one that is emulated here.
const maxWaiting = 1 << 20

// line is a link with the packets on it, and one goroutine that lets them go when they are due.
type line struct {
	epoch time.Time
	tally *Tally
	to    func(*parcel) // takes the packet over

	mutex   sync.Mutex
	link    *link
	waiting []*parcel // in the order of their times
	late    Lateness
	wake    chan struct{}
}

func newLine(epoch time.Time, tally *Tally, l *link, to func(*parcel)) *line {
	return &line{epoch: epoch, tally: tally, link: l, to: to, wake: make(chan struct{}, 1)}
}

// enter takes a packet over.
func (l *line) enter(p *parcel) {
	l.mutex.Lock()
	due, fate := l.link.admit(time.Since(l.epoch), p.length)
	if fate == Carried && len(l.waiting) >= maxWaiting {
		fate = Dropped
	}
	if fate == Carried {
		p.due = due
		l.waiting = append(l.waiting, p)
	}
	first := len(l.waiting) == 1
	l.mutex.Unlock()
	switch {
	case fate != Carried:
		l.tally.ended(p.flow, fate)
		parcels.Put(p)
	case first:
		select {
		case l.wake <- struct{}{}:
		default:
		}
	}
}

// Lateness is how long after their time packets left a line. A millisecond or two is the system's timers; more is delay
// that the path should not have, because the machine had too much to do.
type Lateness struct {
	Packets int64
	Sum     time.Duration
	Most    time.Duration
}

func (l *Lateness) add(late time.Duration) {
	l.Packets++
	l.Sum += late
	l.Most = max(l.Most, late)
}

// Mean is that of all packets.
func (l Lateness) Mean() time.Duration { return l.Sum / time.Duration(max(l.Packets, 1)) }

func (l *line) lateness() Lateness {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.late
}

// run lets packets go until done.
func (l *line) run(done <-chan struct{}) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	var batch []*parcel
	for {
		var next time.Duration
		batch, next = l.take(batch[:0])
		for _, p := range batch {
			l.to(p)
		}
		if len(batch) > 0 {
			continue
		}
		var due <-chan time.Time
		if next >= 0 {
			timer.Reset(next)
			due = timer.C
		}
		select {
		case <-l.wake:
		case <-due:
		case <-done:
			return
		}
	}
}

// take gives the packets that are due; with none, how long until the next one is, or -1 when nothing waits.
func (l *line) take(batch []*parcel) ([]*parcel, time.Duration) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	now := time.Since(l.epoch)
	n := 0
	for n < len(l.waiting) && l.waiting[n].due <= now {
		n++
	}
	for _, p := range l.waiting[:n] {
		l.late.add(now - p.due)
	}
	batch = append(batch, l.waiting[:n]...)
	l.waiting = append(l.waiting[:0], l.waiting[n:]...)
	if len(l.waiting) == 0 {
		return batch, -1
	}
	return batch, l.waiting[0].due - now
}
