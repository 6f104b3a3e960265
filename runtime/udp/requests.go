package udp

import (
	"net/netip"
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

// handleReceiverPacket delivers a receiver's packet to the seeder of its file. A packet without a valid ticket is
// refused.
func (in *intake) handleReceiverPacket(from netip.AddrPort, packet messages.Packet) {
	ticket, file, nonce := claims(packet)
	if !in.tickets.accepts(from, ticket, in.now) {
		in.refuseStale(from, messages.Refusal{InfoHash: file, Stream: firstStream(packet), Nonce: nonce})
		return
	}
	in.sources.note(from, in.asked)
	to := in.seeders.find(file)
	if to == nil {
		in.tally.notServed.Add(1)
		for _, stream := range allStreams(packet) {
			in.refuse(from, messages.Refusal{InfoHash: file, Stream: stream, Nonce: nonce,
				Reason: messages.RefusalNotServed})
		}
		return
	}
	credit := to.credit.take(from, in.now)
	if credit == nil {
		in.tally.overCredit.Add(1)
		return
	}
	in.gate.Post(to.pid, &port.Inbound{From: from, Packet: packet, Credit: credit})
}

// handleProbe answers a probe with a datagram of the same length, if the probe's ticket is valid for its sender.
func (in *intake) handleProbe(from netip.AddrPort, probe *messages.Probe) {
	if !in.tickets.accepts(from, probe.Ticket, in.now) {
		in.refuseStale(from, messages.Refusal{Nonce: probe.Nonce})
		return
	}
	in.reply(from, &messages.ProbeEcho{Nonce: probe.Nonce, Length: probe.Length})
}

// refuseStale counts a packet without a valid ticket, and refuses it within the limit of refusals per second.
func (in *intake) refuseStale(from netip.AddrPort, refusal messages.Refusal) {
	in.tally.staleTickets.Add(1)
	if in.refusals.AllowN(in.now, 1) {
		refusal.Reason = messages.RefusalStaleTicket
		in.refuse(from, refusal)
	}
}

// refuse sends a Refusal. It is shorter than any packet that it answers, so that it amplifies no attack.
func (in *intake) refuse(to netip.AddrPort, refusal messages.Refusal) {
	in.reply(to, &refusal)
}

// claims returns the ticket that a packet shows, the file that it is about, and the nonce that a refusal of it carries:
// 0 if the refusal carries a stream instead.
func claims(packet messages.Packet) (ticket messages.Ticket, file messages.InfoHash, nonce uint64) {
	switch p := packet.(type) {
	case *messages.Query:
		return p.Ticket, p.InfoHash, p.Nonce
	case *messages.Request:
		if len(p.Spans) == 0 {
			return p.Ticket, p.InfoHash, p.Nonce
		}
		return p.Ticket, p.InfoHash, 0
	case *messages.Receipt:
		return p.Ticket, p.InfoHash, 0
	}
	return messages.Ticket{}, messages.InfoHash{}, 0
}

// firstStream returns one stream that a packet is about. One stale packet is answered with one refusal at most.
func firstStream(packet messages.Packet) uint64 { return allStreams(packet)[0] }

// allStreams returns each stream that a packet is about, once. 0 stands for a packet that is about no stream.
func allStreams(packet messages.Packet) []uint64 {
	switch p := packet.(type) {
	case *messages.Request:
		streams := make([]uint64, 0, 1)
		for _, span := range p.Spans {
			if !slices.Contains(streams, span.Stream) {
				streams = append(streams, span.Stream)
			}
		}
		if len(streams) > 0 {
			return streams
		}
	case *messages.Receipt:
		return []uint64{p.Stream}
	}
	return []uint64{0}
}
