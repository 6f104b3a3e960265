package world

import (
	"net/netip"
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

// receive deals with a control packet that reached the socket, by the same rules as runtime/udp.
func (s *socket) receive(from netip.AddrPort, packet messages.Packet) {
	w := s.node.world
	switch p := packet.(type) {
	case *messages.Hello:
		s.Send(from, &messages.Welcome{Nonce: p.Nonce, Ticket: s.tickets.give(from, w.now)})
	case *messages.Query:
		s.inbound(from, p, p.Ticket, p.InfoHash, []uint64{0})
	case *messages.Request:
		s.inbound(from, p, p.Ticket, p.InfoHash, allStreams(p))
	case *messages.Probe:
		if s.knows(from, p.Ticket, messages.InfoHash{}, 0) {
			s.Send(from, &messages.ProbeEcho{Nonce: p.Nonce, Length: p.Length})
		}
	case *messages.Receipt:
		s.inbound(from, p, p.Ticket, p.InfoHash, []uint64{p.Stream})
	default:
		path, connected := s.paths[from]
		if !connected {
			w.network.counts.Unwanted++
			return
		}
		w.system.Post(path, &port.Inbound{From: from, Packet: packet})
	}
}

// inbound hands a packet to the file's seeder, if its sender has shown that it gets what is sent to its address. For a file
// that is not published each of the streams is refused; a stranger gets one refusal for one packet.
func (s *socket) inbound(from netip.AddrPort, packet messages.Packet, ticket messages.Ticket, file messages.InfoHash, streams []uint64) {
	w := s.node.world
	if !s.knows(from, ticket, file, streams[0]) {
		return
	}
	seeder, published := s.seeders[file]
	if !published {
		w.network.counts.Unwanted++
		for _, stream := range streams {
			s.Send(from, &messages.Refusal{InfoHash: file, Stream: stream, Reason: messages.RefusalNotServed})
		}
		return
	}
	w.system.Post(seeder, &port.Inbound{From: from, Packet: packet})
}

// knows tells whether an address has shown that it gets what is sent to it, and refuses what comes otherwise.
func (s *socket) knows(from netip.AddrPort, ticket messages.Ticket, file messages.InfoHash, stream uint64) bool {
	w := s.node.world
	if s.tickets.holdsGood(ticket, from, w.now) {
		return true
	}
	w.network.counts.Stale++
	s.Send(from, &messages.Refusal{InfoHash: file, Stream: stream, Reason: messages.RefusalStaleTicket})
	return false
}

// allStreams names each stream that a request is about once. A request without spans does not leave its sender.
func allStreams(request *messages.Request) []uint64 {
	streams := make([]uint64, 0, 1)
	for _, span := range request.Spans {
		if !slices.Contains(streams, span.Stream) {
			streams = append(streams, span.Stream)
		}
	}
	return streams
}
