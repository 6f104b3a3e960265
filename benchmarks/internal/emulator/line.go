package emulator

import (
	"sync"
	"time"
)

// transit is a packet in flight. It has one owner at a time, which passes it on or returns it to the pool.
type transit struct {
	buffer  [MTU]byte
	length  int
	flow    Flow
	payload int
	due     time.Duration
}

func (p *transit) bytes() []byte { return p.buffer[:p.length] }

var parcels = sync.Pool{New: func() any { return new(transit) }}

// maxWaiting bounds the packets that wait on one line; with 1,500 bytes each they take 1.5 GB. A path that holds more
// cannot be emulated.
const maxWaiting = 1 << 20

// line is a link with its packets, and a goroutine that delivers them when they are due.
type line struct {
	epoch time.Time
	tally *Tally
	to    func(*transit) // receives the packet

	mutex   sync.Mutex
	link    *link
	waiting []*transit // in the order in which they are due
	late    Lateness
	wake    chan struct{}
}

func newLine(epoch time.Time, tally *Tally, l *link, to func(*transit)) *line {
	return &line{epoch: epoch, tally: tally, link: l, to: to, wake: make(chan struct{}, 1)}
}

// enter puts a packet on the line.
func (l *line) enter(p *transit) {
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

// Lateness is how much later than planned packets left a line. A millisecond or two comes from the system's timers.
// More is additional delay, because the machine is too busy.
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

// Mean returns the mean of all packets.
func (l Lateness) Mean() time.Duration { return l.Sum / time.Duration(max(l.Packets, 1)) }

func (l *line) lateness() Lateness {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.late
}

// run delivers packets until done is closed.
func (l *line) run(done <-chan struct{}) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	var batch []*transit
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

// take returns the packets that are due. If none is, it returns the time until the next is due, or -1 if no packet
// waits.
func (l *line) take(batch []*transit) ([]*transit, time.Duration) {
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
