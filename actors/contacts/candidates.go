package contacts

import (
	"net/netip"
	"slices"
	"time"

	"swarm/messages"
)

const (
	// maxCandidates bounds the addresses that are remembered. Strangers can name any number of them.
	maxCandidates = 200
	// maxConnections is how many connections a file has at most. It is libtorrent's order of magnitude for a torrent.
	maxConnections = 50
	// dialConnections is up to how many connections are opened from here. The places beyond are for peers that call.
	dialConnections = 30
	// maxDials is how many connections are being opened at a time.
	maxDials = 8
	// minDialDelay and maxDialDelay bound the back-off of an address that did not answer, or hung up.
	minDialDelay = 5 * time.Second
	maxDialDelay = 10 * time.Minute
	// usefulTime is how long a connection must last so that earlier failures of its address are forgotten.
	usefulTime = 30 * time.Second
	// maxFailures is how often an address may fail before it is forgotten.
	maxFailures = 6
)

// candidates are addresses where peers may be.
type candidates struct {
	all    []*candidate // in the order in which they became known
	banned []netip.Addr // the last ones; at most maxCandidates
}

// candidate is one address.
type candidate struct {
	messages.StockOwner
	dialing   bool
	connected bool
	failures  int
	dialAt    time.Time // not before
	since     time.Time // when it was connected last
}

// learn adds addresses that may be peers.
func (c *candidates) learn(found []messages.StockOwner) {
	for _, owner := range found {
		if !owner.Addr.IsValid() || owner.Addr.Port() == 0 || slices.Contains(c.banned, owner.Addr.Addr()) {
			continue
		}
		if known := c.find(owner.Addr); known != nil {
			known.Whole = owner.Whole
			continue
		}
		if len(c.all) >= maxCandidates && !c.evict() {
			return
		}
		c.all = append(c.all, &candidate{StockOwner: owner})
	}
}

// evict forgets the address that failed most often and is not in use. It returns false if none can be forgotten.
func (c *candidates) evict() bool {
	worst := -1
	for i, old := range c.all {
		if !old.dialing && !old.connected && (worst < 0 || old.failures > c.all[worst].failures) {
			worst = i
		}
	}
	if worst >= 0 {
		c.all = slices.Delete(c.all, worst, worst+1)
	}
	return worst >= 0
}

func (c *candidates) find(addr netip.AddrPort) *candidate {
	i := slices.IndexFunc(c.all, func(old *candidate) bool { return old.Addr == addr })
	if i < 0 {
		return nil
	}
	return c.all[i]
}

// next returns the address to dial next; nil if there is none. Addresses that failed least come first, then peers that
// have the whole file, then those that became known first. connections is how many there are.
func (c *candidates) next(connections int, now time.Time) *candidate {
	var best *candidate
	dials := 0
	for _, candidate := range c.all {
		if candidate.dialing {
			dials++
		}
		if candidate.dialing || candidate.connected || now.Before(candidate.dialAt) {
			continue
		}
		if best == nil || candidate.failures < best.failures ||
			candidate.failures == best.failures && candidate.Whole && !best.Whole {
			best = candidate
		}
	}
	if dials >= maxDials || connections+dials >= dialConnections {
		return nil
	}
	return best
}

// dialed notes the outcome of a dial.
func (c *candidates) dialed(addr netip.AddrPort, connected bool, now time.Time) {
	known := c.find(addr)
	if known == nil {
		return
	}
	known.dialing = false
	switch {
	case connected:
		known.connected, known.since = true, now
	case !known.connected: // its peer may have called meanwhile
		c.fail(known, now)
	}
}

// meet notes that a peer which called can be called at an address.
func (c *candidates) meet(peer messages.StockOwner, now time.Time) {
	c.learn([]messages.StockOwner{peer})
	if known := c.find(peer.Addr); known != nil {
		known.connected, known.since = true, now
	}
}

// fail notes that an address did not answer, or that its peer hung up.
func (c *candidates) fail(failed *candidate, now time.Time) {
	failed.connected = false
	delay := min(minDialDelay<<failed.failures, maxDialDelay)
	failed.dialAt = now.Add(delay)
	if failed.failures++; failed.failures > maxFailures {
		c.all = slices.DeleteFunc(c.all, func(other *candidate) bool { return other == failed })
	}
}

// ended notes that a connection has ended. A peer that stayed for long is called again soon.
func (c *candidates) ended(addr netip.AddrPort, now time.Time) {
	known := c.find(addr)
	if known == nil {
		return
	}
	if now.Sub(known.since) >= usefulTime {
		known.failures = 0
	}
	c.fail(known, now)
}

// restart notes that all connections and dials have ended with a crash.
func (c *candidates) restart() {
	for _, known := range c.all {
		known.dialing, known.connected = false, false
	}
}

// ban forgets all addresses of a host, and lets it back no more.
func (c *candidates) ban(host netip.Addr) {
	c.all = slices.DeleteFunc(c.all, func(old *candidate) bool { return old.Addr.Addr() == host })
	if slices.Contains(c.banned, host) {
		return
	}
	if len(c.banned) >= maxCandidates {
		c.banned = c.banned[1:]
	}
	c.banned = append(c.banned, host)
}

// isBanned reports whether a host is banned.
func (c *candidates) isBanned(host netip.Addr) bool { return slices.Contains(c.banned, host) }
