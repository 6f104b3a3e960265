package udp

import (
	"net/netip"
	"sync/atomic"
	"time"
)

const (
	// servedCredit is how many messages of a receiver that is being served may wait however many others do: the
	// requests of a few bursts.
	servedCredit = 8
	// minSweep is the number of senders at which those with nothing waiting are forgotten for the first time.
	minSweep = 32
)

// sharedCredit counts the messages that strangers have in the mailbox of one seeder, by sender and by host, so that a
// flood from one host leaves place for the others. Limits follow what is free (Choudhury and Hahne 1998, "Dynamic Queue
// Length Thresholds for Shared-Memory Packet Switches"): a host may have as much waiting as is left of maxCredit, so
// one host alone gets half, and each of two gets a third. The senders of a host share its half in the same way.
//
// Only the receive goroutine calls take. Messages are released on any goroutine.
type sharedCredit struct {
	waiting  atomic.Int32
	served   *served
	bySender map[netip.AddrPort]*senderCredit // invariant: at most maxCredit of them, and sweepAt, have nothing waiting
	byHost   map[netip.Addr]*hostCredit
	sweepAt  int // number of senders
}

// hostCredit counts the messages of one host that wait.
type hostCredit struct {
	all     *sharedCredit
	waiting atomic.Int32
	senders int // in bySender
}

// senderCredit counts the messages of one sender that wait.
type senderCredit struct {
	host    *hostCredit
	waiting atomic.Int32
}

func newSharedCredit(served *served) *sharedCredit {
	return &sharedCredit{served: served, bySender: map[netip.AddrPort]*senderCredit{},
		byHost: map[netip.Addr]*hostCredit{}, sweepAt: minSweep}
}

// take counts one more message of a sender, and returns what the message is released by. It returns nil, and counts
// nothing, if the sender, its host, or all together have too many waiting.
func (c *sharedCredit) take(from netip.AddrPort, now time.Time) *senderCredit {
	s := c.sender(from)
	all, host, own := c.waiting.Load(), s.host.waiting.Load(), s.waiting.Load()
	full := host >= maxCredit-all || own >= maxCredit/2-host
	if full && (own >= servedCredit || !c.served.has(from, now)) {
		return nil
	}
	s.count(1)
	return s
}

// Release implements port.Credited.
func (s *senderCredit) Release() { s.count(-1) }

func (s *senderCredit) count(messages int32) {
	s.waiting.Add(messages)
	s.host.count(messages)
}

func (h *hostCredit) count(messages int32) {
	h.waiting.Add(messages)
	h.all.waiting.Add(messages)
}

// sender returns the count of a sender, which it makes if there is none.
func (c *sharedCredit) sender(from netip.AddrPort) *senderCredit {
	if known := c.bySender[from]; known != nil {
		return known
	}
	if len(c.bySender) >= c.sweepAt {
		c.sweep()
	}
	at := hostOf(from.Addr())
	host := c.byHost[at]
	if host == nil {
		host = &hostCredit{all: c}
		c.byHost[at] = host
	}
	host.senders++
	made := &senderCredit{host: host}
	c.bySender[from] = made
	return made
}

// sweep forgets the senders that have nothing waiting.
func (c *sharedCredit) sweep() {
	for from, s := range c.bySender {
		if s.waiting.Load() > 0 {
			continue
		}
		delete(c.bySender, from)
		if s.host.senders--; s.host.senders == 0 {
			delete(c.byHost, hostOf(from.Addr()))
		}
	}
	c.sweepAt = max(minSweep, 2*len(c.bySender))
}

// hostBits is the length of the prefix of an IPv6 address that one host usually has for itself (RFC 4291, section
// 2.5.4).
const hostBits = 64

// hostOf returns the address, or for IPv6 the first address of the network, that stands for all addresses of a host.
func hostOf(addr netip.Addr) netip.Addr {
	if addr.Is4() {
		return addr
	}
	prefix, err := addr.WithZone("").Prefix(hostBits)
	if err != nil {
		return addr // it is no address at all
	}
	return prefix.Addr()
}
