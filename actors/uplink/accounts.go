package uplink

import (
	"math"
	"net/netip"
	"time"
)

// maxAccounts bounds the receivers that are remembered: many more than are served at a time. A receiver that was
// forgotten is a new one.
const maxAccounts = 1024

// accounts is what is remembered of each receiver, also while nothing is queued for it.
type accounts struct {
	byReceiver map[netip.AddrPort]*account
}

// account is what one receiver was sent, and what of it the receiver has confirmed.
type account struct {
	outstanding
	usedAt  time.Time
	streams sentStreams
}

// find returns the account of a receiver, or nil.
func (a *accounts) find(to netip.AddrPort) *account { return a.byReceiver[to] }

// open returns the account of a receiver, which it makes if there is none. If there are too many, it forgets the one
// that was used longest ago.
func (a *accounts) open(to netip.AddrPort, now time.Time) *account {
	if known := a.byReceiver[to]; known != nil {
		known.usedAt = now
		return known
	}
	if a.byReceiver == nil {
		a.byReceiver = map[netip.AddrPort]*account{}
	}
	if len(a.byReceiver) >= maxAccounts {
		a.forgetOldest()
	}
	opened := &account{usedAt: now}
	a.byReceiver[to] = opened
	return opened
}

func (a *accounts) forgetOldest() {
	var oldest netip.AddrPort
	var usedAt time.Time
	for to, known := range a.byReceiver { // equal times: the address decides, not the order of the map
		earlier := known.usedAt.Before(usedAt) || known.usedAt.Equal(usedAt) && to.Compare(oldest) < 0
		if !oldest.IsValid() || earlier {
			oldest, usedAt = to, known.usedAt
		}
	}
	delete(a.byReceiver, oldest)
}

// available returns how many more bytes may be sent to the receiver. A nil account sets no limit.
func (a *account) available(now time.Time) int {
	if a == nil {
		return math.MaxInt
	}
	return a.outstanding.available(now)
}

// send notes that an entry is being sent, and returns the mark that it carries.
func (a *account) send(e entry, draw func() uint64, now time.Time) uint32 {
	a.usedAt = now
	a.streams.add(e.answer, int64(e.bytes))
	return a.add(e.bytes, draw, now)
}
