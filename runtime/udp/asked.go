package udp

import (
	"net/netip"
	"slices"

	"swarm/messages"
)

// asked deals with what receivers say to a seeder. Without a good ticket it gets no further than here.
func (in *intake) asked(from netip.AddrPort, packet messages.Packet) {
	ticket, file := claims(packet)
	if !in.tickets.accepts(from, ticket, in.now) {
		in.stale(from, file, firstStream(packet))
		return
	}
	to := in.seeders.find(file)
	if to == nil {
		in.tally.notServed.Add(1)
		for _, stream := range allStreams(packet) {
			in.refuse(from, file, stream, messages.RefusalNotServed)
		}
		return
	}
	in.deliver(to.pid, &to.credit, from, packet)
}

// probed answers a probe with a datagram of the same length, to an address that has shown that it gets what is sent there.
func (in *intake) probed(from netip.AddrPort, probe *messages.Probe) {
	if !in.tickets.accepts(from, probe.Ticket, in.now) {
		in.stale(from, messages.InfoHash{}, 0)
		return
	}
	in.letters.reply(letter{to: from, packet: &messages.ProbeEcho{Nonce: probe.Nonce, Length: probe.Length}})
}

// stale refuses what came without a good ticket.
func (in *intake) stale(from netip.AddrPort, file messages.InfoHash, stream uint64) {
	in.tally.staleTickets.Add(1)
	if in.refusals.AllowN(in.now, 1) {
		in.refuse(from, file, stream, messages.RefusalStaleTicket)
	}
}

// refuse says no. A Refusal is smaller than each packet that it answers.
func (in *intake) refuse(to netip.AddrPort, file messages.InfoHash, stream uint64, reason messages.RefusalReason) {
	in.letters.reply(letter{to: to, packet: &messages.Refusal{InfoHash: file, Stream: stream, Reason: reason}})
}

// claims gives the ticket that a packet shows and the file that it is about.
func claims(packet messages.Packet) (messages.Ticket, messages.InfoHash) {
	switch p := packet.(type) {
	case *messages.Query:
		return p.Ticket, p.InfoHash
	case *messages.Request:
		return p.Ticket, p.InfoHash
	case *messages.Receipt:
		return p.Ticket, p.InfoHash
	}
	return messages.Ticket{}, messages.InfoHash{}
}

// firstStream names one stream that a packet is about: a stranger gets no more than one refusal for one packet.
func firstStream(packet messages.Packet) uint64 { return allStreams(packet)[0] }

// allStreams names each stream that a packet is about once; 0 stands for none.
func allStreams(packet messages.Packet) []uint64 {
	switch p := packet.(type) {
	case *messages.Request:
		streams := make([]uint64, 0, 1)
		for _, span := range p.Spans {
			if !slices.Contains(streams, span.Stream) {
				streams = append(streams, span.Stream)
			}
		}
		return streams // wire takes no Request without spans.
	case *messages.Receipt:
		return []uint64{p.Stream}
	}
	return []uint64{0}
}
