package uplink

import (
	"net/netip"
	"slices"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// waiterTime is how long a refused receiver is taken to wait. It asks again sooner if it still wants anything.
	waiterTime = 20 * time.Second
	// maxWaiters bounds the receivers that are remembered as waiting. One of another host makes place for one of the
	// host that has most. Others get a slot when they ask again.
	maxWaiters = 64
	// partsBehind is how far behind, in parts of messages.Part, a receiver is with its file to be served before those
	// that have waited longer: a twentieth of the file.
	partsBehind = 12
)

// waiter is a receiver that was refused and waits for a slot.
type waiter struct {
	to    netip.AddrPort
	file  messages.InfoHash
	have  messages.Part // of the file
	nonce uint64        // of its last Query about the file
	until time.Time
}

// wait remembers a receiver that was refused.
func (s *slots) wait(grant *port.Grant, now time.Time) {
	to := grant.Answers[0].To
	s.refused.add(refusedStream{host: hostOf(to), stream: grant.Answers[0].Span.Stream})
	w := waiter{to: to, file: grant.File, have: grant.Have, nonce: grant.Nonce, until: now.Add(waiterTime)}
	i := slices.IndexFunc(s.waiting, func(old waiter) bool { return old.to == w.to && old.file == w.file })
	switch {
	case i >= 0:
		s.waiting[i] = w
	case len(s.waiting) < maxWaiters:
		s.waiting = append(s.waiting, w)
	default:
		s.displace(w)
	}
}

// displace lets a receiver wait instead of the last one of the host that has most waiters, unless its own host has as
// many.
func (s *slots) displace(w waiter) {
	hosts := s.waitingHosts()
	host, most := fullest(hosts)
	if countOf(hosts, hostOf(w.to))+1 >= most {
		return
	}
	for i := len(hosts) - 1; i >= 0; i-- {
		if hosts[i] == host {
			s.waiting = append(slices.Delete(s.waiting, i, i+1), w)
			return
		}
	}
}

// mustWait reports whether a receiver gets no slot although one is free, because others wait: it took too little of its
// last one, or its host has its share of the slots while receivers of other hosts wait.
func (s *slots) mustWait(to netip.AddrPort, count int, now time.Time) bool {
	if !s.othersWait(to, now) {
		return false
	}
	if s.idlers.has(to, now) {
		return true
	}
	host, taken, waiting := hostOf(to), s.takenHosts(), s.waitingHosts()
	held := countOf(taken, host)
	return held > 0 && countOf(waiting, host) < len(waiting) && held >= max(count/distinct(taken, waiting), 1)
}

func (s *slots) takenHosts() []netip.Addr {
	hosts := make([]netip.Addr, 0, len(s.taken))
	for i := range s.taken {
		hosts = append(hosts, hostOf(s.taken[i].to))
	}
	return hosts
}

func (s *slots) waitingHosts() []netip.Addr {
	hosts := make([]netip.Addr, 0, len(s.waiting))
	for i := range s.waiting {
		hosts = append(hosts, hostOf(s.waiting[i].to))
	}
	return hosts
}

// first returns the index of the waiter that is unchoked next: one that did not take too little of an earlier slot,
// then one whose host has the fewest slots, then one that is far behind, then the first. Invariant: there is one.
func (s *slots) first(now time.Time) int {
	taken, first, firstRank := s.takenHosts(), -1, 0
	for i, w := range s.waiting {
		rank := countOf(taken, hostOf(w.to))
		if s.idlers.has(w.to, now) {
			rank += maxIdlers
		}
		behind := first >= 0 && rank == firstRank && int(w.have)+partsBehind <= int(s.waiting[first].have)
		if first < 0 || rank < firstRank || behind {
			first, firstRank = i, rank
		}
	}
	return first
}

// othersWait reports whether any receiver but one waits.
func (s *slots) othersWait(except netip.AddrPort, now time.Time) bool {
	return slices.ContainsFunc(s.waiting, func(w waiter) bool { return w.to != except && w.until.After(now) })
}
