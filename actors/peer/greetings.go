package peer

import (
	"net/netip"
	"slices"
	"time"
)

// The tracker may name any address as an owner's, and a path sends several Hellos of 1,200 bytes before it gives up.
// These limits keep a node from flooding a victim, whatever it is told and however many downloads it has.
const (
	// minHelloPause is how long an address that did not answer is left alone. The pause doubles each time.
	minHelloPause = time.Second
	maxHelloPause = 30 * time.Second
	// maxGreeted is how many ports of one host may be sent their first Hellos at a time while none has ever answered:
	// so many owners on one host are greeted without delay.
	maxGreeted = 4
	// greetedDelay is how long the next port waits: a host that is there answers within a round trip.
	greetedDelay = 100 * time.Millisecond
	// maxGreetings bounds how many addresses are remembered. It is more than there may be paths.
	maxGreetings = 2 * maxPaths
)

// greetings remembers which owners' addresses have answered, for all downloads of the node together.
type greetings struct {
	all []*greeting // in the order in which they became known
}

// greeting is what is known of one address.
type greeting struct {
	addr     netip.AddrPort
	open     bool // a path to it is open
	answered bool // it has answered, and has not been silent since
	silences int  // how often in a row it did not answer
	until    time.Time
}

// mayGreet reports when a path to an address may be opened: at once if until is zero. A cautious path sends few Hellos,
// because nothing has answered there the last time.
func (g *greetings) mayGreet(addr netip.AddrPort, now time.Time) (cautious bool, until time.Time) {
	unanswered := 0
	for _, known := range g.sharingPause(addr) {
		if known.addr == addr && known.answered {
			return false, time.Time{}
		}
		cautious = cautious || known.silences > 0
		if known.until.After(until) {
			until = known.until
		}
		if known.open {
			unanswered++
		}
	}
	if until.After(now) {
		return cautious, until
	}
	if unanswered >= maxGreeted || cautious && unanswered > 0 {
		return cautious, now.Add(greetedDelay)
	}
	return cautious, time.Time{}
}

// sharingPause returns the addresses that pause together with an address, as far as anything is known of them. While
// no port of a host has answered they are all its ports: a victim may have any number of ports, and nothing that
// answers Hello. Otherwise, and at this node's own host, each port pauses for itself.
func (g *greetings) sharingPause(addr netip.AddrPort) []*greeting {
	var own, all []*greeting
	hostAnswers := addr.Addr().IsLoopback()
	for _, known := range g.all {
		if known.addr.Addr() != addr.Addr() {
			continue
		}
		if known.addr == addr {
			own = append(own, known)
		}
		all = append(all, known)
		hostAnswers = hostAnswers || known.answered
	}
	if hostAnswers {
		return own
	}
	return all
}

// opened notes that a path to an address was opened.
func (g *greetings) opened(addr netip.AddrPort) {
	known := g.at(addr)
	if known == nil {
		if len(g.all) >= maxGreetings {
			g.forgetOne()
		}
		known = &greeting{addr: addr}
		g.all = append(g.all, known)
	}
	known.open = true
}

// closed notes that the path to an address has ended.
func (g *greetings) closed(addr netip.AddrPort) {
	if known := g.at(addr); known != nil {
		known.open = false
	}
}

// heard notes that an address answers.
func (g *greetings) heard(addr netip.AddrPort) {
	if known := g.at(addr); known != nil {
		known.answered, known.silences, known.until = true, 0, time.Time{}
	}
}

// silent notes that an address does not answer, and begins a pause.
func (g *greetings) silent(addr netip.AddrPort, now time.Time) {
	known := g.at(addr)
	if known == nil {
		return
	}
	known.answered = false
	known.silences++
	silences := 0
	for _, sharing := range g.sharingPause(addr) {
		silences += sharing.silences
	}
	known.until = now.Add(helloPause(silences))
}

// helloPause returns the pause after a number of silences in a row.
func helloPause(silences int) time.Duration {
	pause := minHelloPause
	for ; silences > 1 && pause < maxHelloPause; silences-- {
		pause *= 2
	}
	return min(pause, maxHelloPause)
}

// at returns what is known of an address; nil if nothing is.
func (g *greetings) at(addr netip.AddrPort) *greeting {
	i := slices.IndexFunc(g.all, func(k *greeting) bool { return k.addr == addr })
	if i < 0 {
		return nil
	}
	return g.all[i]
}

// forgetOne forgets the address that became known first among those without an open path.
func (g *greetings) forgetOne() {
	if i := slices.IndexFunc(g.all, func(k *greeting) bool { return !k.open }); i >= 0 {
		g.all = slices.Delete(g.all, i, i+1)
	}
}
