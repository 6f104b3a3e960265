package world

import (
	"fmt"
	"net/netip"
	"time"

	"swarm/messages"
)

// A node must not flood a host that it was told is an owner's. Each of maxGreeted ports gets seven Hellos at first, and
// later the host gets three in 33 s (actors/peer/greetings.go).
const (
	helloInterval = 30 * time.Second
	maxHellos     = 40 // in one helloInterval, from one node to one host that answers none of them
)

// hellos counts the Hellos of one incarnation of a node to hosts that have not answered it.
type hellos struct{ hosts map[netip.Addr]*helloCount }

type helloCount struct {
	since    time.Duration
	count    int
	answered bool
}

// sent counts a Hello, and returns what is wrong if there were too many; "" if there were not.
func (h *hellos) sent(to netip.Addr, now time.Duration) string {
	c := h.hosts[to]
	if c == nil {
		if h.hosts == nil {
			h.hosts = map[netip.Addr]*helloCount{}
		}
		c = &helloCount{since: now}
		h.hosts[to] = c
	}
	if now-c.since >= helloInterval {
		c.since, c.count = now, 0
	}
	if c.count++; c.count == maxHellos+1 && !c.answered {
		return fmt.Sprintf("it sends more than %d Hellos within %v to %v, which answers none", maxHellos,
			helloInterval, to)
	}
	return ""
}

// received notes that a host answers.
func (h *hellos) received(from netip.Addr, packet messages.Packet) {
	if c := h.hosts[from]; c != nil {
		if _, answer := packet.(*messages.Welcome); answer {
			c.answered = true
		}
	}
}
