package download

import "time"

const (
	// minBusyDelay and maxBusyDelay bound how long an owner that is busy is left alone if it does not offer a slot: it
	// may have forgotten who asked.
	minBusyDelay = 4 * time.Second
	maxBusyDelay = 16 * time.Second
	// offerValidFor is for how long an owner that offers a slot is believed.
	offerValidFor = time.Second
)

// service is whether an owner serves this node, as far as the owner has told: its uplink has few slots (choke and
// unchoke).
type service struct {
	refusals  backOff   // nothing is asked of the owner during the wait
	offeredAt time.Time // when it last offered a slot; zero when something was asked of it since
}

// refuse takes in that the owner is busy: it serves others. It is left alone, each time for longer.
func (s *service) refuse(now time.Time) {
	if s.refusals.waiting(now) {
		return // another chunk was refused at the same time
	}
	s.refusals.start(now, s.refusals.next(minBusyDelay, maxBusyDelay))
}

// offer takes in that the owner has a slot for this node.
func (s *service) offer(now time.Time) {
	s.refusals.waitUntil(time.Time{})
	s.offeredAt = now
}

// acceptOffer notes that something is asked of the owner: a slot that it offered is used.
func (s *service) acceptOffer() { s.offeredAt = time.Time{} }

// invites reports whether the owner offered a slot lately and was asked for nothing since.
func (s *service) invites(now time.Time) bool { return now.Sub(s.offeredAt) < offerValidFor }

// isBusy reports whether the owner should not be asked for now, because it serves others.
func (s *service) isBusy(now time.Time) bool { return s.refusals.waiting(now) }

// mayBeBusy reports whether the owner was busy and has not sent a piece since.
func (s *service) mayBeBusy() bool { return s.refusals.failing() }
