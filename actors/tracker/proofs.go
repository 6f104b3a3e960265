package tracker

import (
	"net/netip"
	"time"
)

// The tracker proves an address by a Hello of 1,200 bytes, which a node answers. A node may declare any address, so
// these limits are what a victim receives at most.
const (
	// maxHellos is how many Hellos one proof sends. If a path loses two of five datagrams, one exchange in three
	// succeeds.
	maxHellos = 3
	// firstHelloWait is how long the first Hello waits for its answer; each further one waits three times as long.
	firstHelloWait = 250 * time.Millisecond
	// maxProofs bounds the proofs under way. A proof takes 64 bytes and, if it is not answered, three seconds.
	maxProofs = 32 << 10
	// hellosPerSecond and hellosAtOnce bound what the tracker sends in all: 5 MB/s. So many nodes may join in a second
	// without waiting.
	hellosPerSecond = 4000
	hellosAtOnce    = 4000
	// declaredPerSecond and declaredAtOnce bound what one network is sent that did not ask for it: an address, or an
	// IPv4 /24 or IPv6 /64 of the internet. 4 Hellos a second are 40 kbit/s. So many addresses may be declared at once
	// behind a proxy, where the source of a request is not the node's.
	declaredPerSecond = 4
	declaredAtOnce    = 64
	// maxDeclaredNetworks bounds the networks that are remembered for that.
	maxDeclaredNetworks = 4096
)

// proof is an address that is being proven.
type proof struct {
	node   *node
	addr   netip.AddrPort
	asked  bool   // the node's requests come from this IP
	doubt  bool   // the address was proven before
	nonce  uint64 // of the Hellos; 0: none was sent
	hellos int    // sent so far
	sentAt time.Time
	ended  bool
}

// wait returns how long the last Hello waits for its answer.
func (p *proof) wait() time.Duration {
	wait := firstHelloWait
	for range p.hellos - 1 {
		wait *= 3
	}
	return wait
}

// proofs are the proofs under way. They decide when which Hello is sent.
type proofs struct {
	byNonce  map[uint64]*proof
	queues   [maxHellos + 1][]*proof // by the number of Hellos sent, each in the order in which their waits end
	count    int                     // that have not ended
	total    allowance
	networks map[netip.Prefix]*allowance
}

func newProofs() proofs {
	return proofs{byNonce: make(map[uint64]*proof), networks: make(map[netip.Prefix]*allowance)}
}

// add begins a proof, unless there are too many.
func (s *proofs) add(p *proof) bool {
	if s.count >= maxProofs {
		return false
	}
	s.count++
	s.queues[0] = append(s.queues[0], p)
	return true
}

// next returns a proof whose next Hello is due. Its caller sends that Hello with a nonce and calls sent. failed reports
// instead that all Hellos were sent in vain, or may not be sent. It returns nil when nothing is due.
func (s *proofs) next(now time.Time) (p *proof, failed bool) {
	for hellos := range s.queues {
		for len(s.queues[hellos]) > 0 {
			p := s.queues[hellos][0]
			if !p.ended && hellos > 0 && now.Sub(p.sentAt) < p.wait() {
				break
			}
			if !p.ended && hellos < maxHellos && !s.total.has(now, hellosPerSecond, hellosAtOnce) {
				break
			}
			s.queues[hellos][0] = nil
			if s.queues[hellos] = s.queues[hellos][1:]; p.ended {
				continue
			}
			if hellos == maxHellos || !p.asked && !s.mayTrouble(networkOf(p.addr.Addr()), now) {
				s.end(p)
				return p, true
			}
			s.total.take()
			return p, false
		}
	}
	return nil, false
}

// sent notes that the next Hello of a proof was sent.
func (s *proofs) sent(p *proof, nonce uint64, now time.Time) {
	if p.hellos == 0 {
		p.nonce = nonce
		s.byNonce[nonce] = p
	}
	p.hellos, p.sentAt = p.hellos+1, now
	s.queues[p.hellos] = append(s.queues[p.hellos], p)
}

// answered ends and returns the proof that an answer belongs to; nil if there is none.
func (s *proofs) answered(nonce uint64, from netip.AddrPort) *proof {
	p := s.byNonce[nonce]
	if p == nil || p.addr != from {
		return nil
	}
	s.end(p)
	return p
}

// end ends a proof. It leaves its queue later.
func (s *proofs) end(p *proof) {
	p.ended = true
	s.count--
	delete(s.byNonce, p.nonce)
}

// dueIn returns how long nothing is due; ok is false when nothing is under way.
func (s *proofs) dueIn(now time.Time) (wait time.Duration, ok bool) {
	for hellos := range s.queues {
		for _, p := range s.queues[hellos] {
			if p.ended {
				continue
			}
			due := time.Duration(0)
			if hellos > 0 {
				due = p.sentAt.Add(p.wait()).Sub(now)
			}
			if hellos < maxHellos && !s.total.has(now, hellosPerSecond, hellosAtOnce) {
				due = max(due, time.Second/hellosPerSecond)
			}
			if due = max(due, time.Millisecond); !ok || due < wait {
				wait, ok = due, true
			}
			break
		}
	}
	return wait, ok
}

// mayTrouble reports whether one more Hello may be sent to a network that did not ask for it, and counts it.
func (s *proofs) mayTrouble(network netip.Prefix, now time.Time) bool {
	a := s.networks[network]
	if a == nil {
		if len(s.networks) >= maxDeclaredNetworks {
			for known, a := range s.networks { // the order does not matter: all that are full are dropped
				if a.full(now, declaredPerSecond) {
					delete(s.networks, known)
				}
			}
			if len(s.networks) >= maxDeclaredNetworks {
				return false
			}
		}
		a = &allowance{}
		s.networks[network] = a
	}
	if !a.has(now, declaredPerSecond, declaredAtOnce) {
		return false
	}
	a.take()
	return true
}

// allowance is a token bucket that starts full.
type allowance struct {
	used float64
	at   time.Time // when used was right
}

// has reports whether one may be taken.
func (a *allowance) has(now time.Time, perSecond, atOnce float64) bool {
	a.refill(now, perSecond)
	return a.used+1 <= atOnce
}

// full reports whether nothing is used.
func (a *allowance) full(now time.Time, perSecond float64) bool {
	a.refill(now, perSecond)
	return a.used == 0
}

func (a *allowance) refill(now time.Time, perSecond float64) {
	if now.After(a.at) {
		a.used = max(a.used-now.Sub(a.at).Seconds()*perSecond, 0)
		a.at = now
	}
}

func (a *allowance) take() { a.used++ }
