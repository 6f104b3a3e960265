package udp

import (
	"net/netip"
	"sync"
	"time"

	"swarm/actors/port"
)

const (
	// servedTime is for how long a receiver counts as being served after blocks were sent to it.
	servedTime = 5 * time.Second
	// maxServed bounds the receivers that are remembered. It is more than a node serves at a time
	// (messages.Settings.MaxReceivers).
	maxServed = 256
)

// served remembers the receivers that blocks were sent to of late. What they send goes on when strangers fill a
// mailbox.
type served struct {
	mu sync.Mutex
	at map[netip.AddrPort]time.Time // of the last blocks; invariant: len <= maxServed
}

func newServed() *served { return &served{at: map[netip.AddrPort]time.Time{}} }

// note records the receivers of answers.
func (s *served) note(answers []port.Answer, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var last netip.AddrPort
	for i := range answers {
		if to := answers[i].To; to != last {
			s.noteOne(to, now)
			last = to
		}
	}
}

func (s *served) noteOne(to netip.AddrPort, now time.Time) {
	if _, known := s.at[to]; !known && len(s.at) >= maxServed {
		for old, at := range s.at {
			if now.Sub(at) >= servedTime {
				delete(s.at, old)
			}
		}
		if len(s.at) >= maxServed {
			return
		}
	}
	s.at[to] = now
}

// has reports whether a receiver is being served.
func (s *served) has(to netip.AddrPort, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, known := s.at[to]
	return known && now.Sub(at) < servedTime
}
