package world

import (
	"net/netip"
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

// receive handles a control packet that reached the socket, by the same rules as runtime/udp.
func (s *socket) receive(from netip.AddrPort, packet messages.Packet) {
	w := s.node.world
	switch p := packet.(type) {
	case *messages.Hello:
		s.Send(from, &messages.Welcome{Nonce: p.Nonce, Ticket: s.tickets.issue(from, w.now)})
	case *messages.Query:
		s.postToSeeder(from, p, p.Ticket, messages.Refusal{InfoHash: p.InfoHash, Nonce: p.Nonce}, []uint64{0})
	case *messages.Request:
		refusal := messages.Refusal{InfoHash: p.InfoHash}
		if len(p.Spans) == 0 {
			refusal.Nonce = p.Nonce
		}
		s.postToSeeder(from, p, p.Ticket, refusal, streamsOf(p))
	case *messages.Probe:
		if s.checkTicket(from, p.Ticket, messages.Refusal{Nonce: p.Nonce}) {
			s.Send(from, &messages.ProbeEcho{Nonce: p.Nonce, Length: p.Length})
		}
	case *messages.Receipt:
		s.postToSeeder(from, p, p.Ticket, messages.Refusal{InfoHash: p.InfoHash}, []uint64{p.Stream})
	default:
		s.hellos.received(from.Addr(), packet)
		path, connected := s.paths[from]
		if !connected {
			w.network.counts.Unwanted++
			return
		}
		w.system.Post(path, &port.Inbound{From: from, Packet: packet})
	}
}

// postToSeeder posts a packet to the file's seeder, if the packet's ticket is valid. If the file is not published, each
// of the streams is refused. A refusal names the file and carries the nonce of the packet. A sender without a valid
// ticket gets a single refusal, so that a forged source address cannot multiply traffic.
func (s *socket) postToSeeder(from netip.AddrPort, packet messages.Packet, ticket messages.Ticket,
	refusal messages.Refusal, streams []uint64) {
	w := s.node.world
	refusal.Stream = streams[0]
	if !s.checkTicket(from, ticket, refusal) {
		return
	}
	seeder, published := s.seeders[refusal.InfoHash]
	if !published {
		w.network.counts.Unwanted++
		for _, stream := range streams {
			s.Send(from, &messages.Refusal{InfoHash: refusal.InfoHash, Stream: stream, Nonce: refusal.Nonce,
				Reason: messages.RefusalNotServed})
		}
		return
	}
	w.system.Post(seeder, &port.Inbound{From: from, Packet: packet})
}

// checkTicket reports whether a ticket is valid for the sender's address. If it is not, the refusal is sent.
func (s *socket) checkTicket(from netip.AddrPort, ticket messages.Ticket, refusal messages.Refusal) bool {
	w := s.node.world
	if s.tickets.valid(ticket, from, w.now) {
		return true
	}
	w.network.counts.Stale++
	refusal.Reason = messages.RefusalStaleTicket
	s.Send(from, &refusal)
	return false
}

// streamsOf returns each stream of a request once, or 0 for a request without spans.
func streamsOf(request *messages.Request) []uint64 {
	streams := make([]uint64, 0, 1)
	for _, span := range request.Spans {
		if !slices.Contains(streams, span.Stream) {
			streams = append(streams, span.Stream)
		}
	}
	if len(streams) == 0 {
		return []uint64{0}
	}
	return streams
}
