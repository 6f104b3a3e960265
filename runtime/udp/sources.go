package udp

import (
	"net/netip"
	"sync"

	"swarm/messages"
)

// maxSources limits the receivers whose address of this node is remembered. It is the limit of cached tickets: only a
// receiver that showed a valid ticket is remembered.
const maxSources = maxVerified

// sources remembers which address of this node each receiver asked. On a host with several addresses the kernel may
// choose another one for the answer, and a receiver ignores answers from an address that it did not ask. A nil *sources
// belongs to a socket that is bound to one address, and remembers nothing.
type sources struct {
	mu         sync.RWMutex
	byReceiver map[netip.AddrPort]netip.Addr // invariant: len <= maxSources
}

// newSources returns nil if the socket is bound to one address: its answers leave from that one.
func newSources(bound netip.Addr) *sources {
	if !bound.IsUnspecified() {
		return nil
	}
	return &sources{byReceiver: make(map[netip.AddrPort]netip.Addr)}
}

// note records which address a receiver asked. The zero Addr, which means that the system did not say, is not recorded.
func (s *sources) note(receiver netip.AddrPort, asked netip.Addr) {
	if s == nil || !asked.IsValid() || s.find(receiver) == asked {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.byReceiver[receiver]; !known && len(s.byReceiver) >= maxSources {
		clear(s.byReceiver) // Each receiver is learned again from its next packet.
	}
	s.byReceiver[receiver] = asked
}

// find returns the address that answers to a receiver must leave from. The zero Addr leaves the choice to the kernel.
func (s *sources) find(receiver netip.AddrPort) netip.Addr {
	if s == nil {
		return netip.Addr{}
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.byReceiver[receiver]
}

// of returns the address that a packet of an actor must leave from. The packets that this node sends as a receiver
// leave from the address that the kernel chooses: an owner's ticket is valid for that one, whatever the owner asks
// here.
func (s *sources) of(to netip.AddrPort, packet messages.Packet) netip.Addr {
	if answersReceiver(packet) {
		return s.find(to)
	}
	return netip.Addr{}
}

// answersReceiver reports whether a node sends a packet as an owner. Receivers decide how many there are.
func answersReceiver(packet messages.Packet) bool {
	switch packet.(type) {
	case *messages.Availability, *messages.Refusal, *messages.ReceiptNoted, *messages.Unchoke:
		return true
	}
	return false
}
