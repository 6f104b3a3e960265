package gate

import (
	"io"
	"net/netip"
	"sync/atomic"
)

// The phases of a connection.
const (
	phaseIdle   int32 = iota // no request is in progress, or none has arrived yet
	phaseBusy                // a request is in progress
	phaseClosed              // it had to give way
)

// sampleSize is how many connections are looked at to find one that gives way. If only one in ten is idle, 32 miss it
// once in thirty times; looking at all 8,192 would let a stranger who connects in a loop keep the processor busy.
const sampleSize = 32

// member is an open connection.
type member struct {
	phase  atomic.Int32
	conn   io.Closer
	group  *group
	number uint64 // in order of arrival: the lowest is the oldest
	index  int    // in places.all; absent when it has left
	within int    // index in group.members
}

const absent = -1

// giveWay marks an idle connection as closed. It returns false if a request has just begun.
func (m *member) giveWay() bool { return m.phase.CompareAndSwap(phaseIdle, phaseClosed) }

// begin marks a connection as busy. It returns false if the network has too many requests in progress: the connection
// must then be closed.
func (m *member) begin() bool {
	if !m.phase.CompareAndSwap(phaseIdle, phaseBusy) {
		return true // it is busy, or has given way
	}
	return m.group.busy.Add(1) <= m.group.limit
}

// rest marks a busy connection as idle.
func (m *member) rest() {
	if m.phase.CompareAndSwap(phaseBusy, phaseIdle) {
		m.group.busy.Add(-1)
	}
}

// end marks a connection as closed.
func (m *member) end() {
	if m.phase.Swap(phaseClosed) == phaseBusy {
		m.group.busy.Add(-1)
	}
}

// group is the connections of one network.
type group struct {
	network netip.Prefix
	limit   int32        // of busy members
	busy    atomic.Int32 // members with a request in progress
	members []*member
}

// places decides which connections are open. It is not safe for concurrent use, but for the phases of members.
type places struct {
	total  int
	random func(n int) int // in [0, n)
	all    []*member       // in no order; invariant: at most total
	groups map[netip.Prefix]*group
	count  uint64 // of all that ever entered
}

func newPlaces(total int, random func(n int) int) *places {
	return &places{total: total, random: random, groups: map[netip.Prefix]*group{}}
}

// enter takes a new connection of a network that may have limit busy ones. victim, if not nil, has lost its place to it
// and must be closed. A nil result means that there is no place.
func (p *places) enter(network netip.Prefix, limit int, conn io.Closer) (entered, victim *member) {
	g := p.groups[network]
	if g == nil {
		g = &group{network: network, limit: int32(limit)}
	}
	if len(p.all) >= p.total {
		if victim = p.choose(p.all, len(g.members)); victim == nil {
			victim = p.choose(g.members, 0)
		}
		if victim == nil {
			return nil, nil
		}
		p.leave(victim)
	}
	p.count++
	entered = &member{conn: conn, group: g, number: p.count, index: len(p.all), within: len(g.members)}
	p.all = append(p.all, entered)
	g.members = append(g.members, entered)
	p.groups[network] = g
	return entered, victim
}

// choose returns an idle member of a sample, marked as closed: of the largest network of more than atLeast connections,
// the oldest.
func (p *places) choose(from []*member, atLeast int) *member {
	var best *member
	for i := range min(sampleSize, len(from)) {
		m := from[i]
		if len(from) > sampleSize {
			m = from[p.random(len(from))]
		}
		size := len(m.group.members)
		if size <= atLeast || m.phase.Load() != phaseIdle {
			continue
		}
		if best == nil || size > len(best.group.members) ||
			size == len(best.group.members) && m.number < best.number {
			best = m
		}
	}
	if best == nil || !best.giveWay() {
		return nil
	}
	return best
}

// leave frees the place of a member, once.
func (p *places) leave(m *member) {
	if m.index == absent {
		return
	}
	m.end()
	g := m.group
	last := p.all[len(p.all)-1]
	p.all[m.index], last.index = last, m.index
	p.all[len(p.all)-1] = nil
	p.all = p.all[:len(p.all)-1]
	last = g.members[len(g.members)-1]
	g.members[m.within], last.within = last, m.within
	g.members[len(g.members)-1] = nil
	g.members = g.members[:len(g.members)-1]
	m.index = absent
	if len(g.members) == 0 {
		delete(p.groups, g.network)
	}
}

// shed removes up to n idle members, which must be closed.
func (p *places) shed(n int) []*member {
	var victims []*member
	for range n {
		if m := p.choose(p.all, 0); m != nil {
			p.leave(m)
			victims = append(victims, m)
		}
	}
	return victims
}
