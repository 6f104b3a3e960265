package udp

import (
	"net/netip"
	"time"

	"golang.org/x/time/rate"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/wire"
)

const (
	// refusalsPerSecond and refusalBurst limit the refusals to addresses that showed no valid ticket, to 49 kB a
	// second. That is enough for every peer of a large swarm to learn within seconds that its ticket is stale.
	refusalsPerSecond = 1000
	refusalBurst      = 1000
)

// intake handles the datagrams that arrive. Only the receive goroutine uses it.
type intake struct {
	gate     port.Gate
	clock    func() time.Time
	tally    *tally
	paths    *paths
	seeders  *seeders
	streams  *streams
	packets  *packetQueue
	sources  *sources
	tickets  *tickets
	refusals *rate.Limiter // limits the refusals of stale tickets
	arrivals arrivals

	now   time.Time  // when the current batch was read
	asked netip.Addr // this node's address that the current datagram was sent to; zero if not known
}

func newIntake(s *Socket) (*intake, error) {
	tickets, err := newTickets(s.options.Random)
	if err != nil {
		return nil, err
	}
	return &intake{
		gate:     s.options.Gate,
		clock:    s.options.Clock,
		tally:    s.tally,
		paths:    s.paths,
		seeders:  s.seeders,
		streams:  s.streams,
		packets:  s.packets,
		sources:  s.sources,
		tickets:  tickets,
		refusals: rate.NewLimiter(refusalsPerSecond, refusalBurst),
	}, nil
}

// handleBatch handles the datagrams that one read returned.
func (in *intake) handleBatch(trains []receivedTrain) {
	in.now = in.clock()
	datagrams, bytes := 0, 0
	for _, t := range trains {
		in.asked = t.asked
		rest := t.data
		for first := true; first || len(rest) > 0; first = false { // Handle an empty datagram too: it is counted.
			datagram := rest[:min(t.segment, len(rest))]
			rest = rest[len(datagram):]
			datagrams++
			in.handleDatagram(datagram, t.from)
		}
		bytes += len(t.data)
	}
	in.tally.datagramsIn.Add(uint64(datagrams))
	in.tally.bytesIn.Add(uint64(bytes))
	in.postArrivals()
}

// handleDatagram handles one datagram. Anybody may have sent it.
func (in *intake) handleDatagram(datagram []byte, from netip.AddrPort) {
	if wire.IsBlock(datagram) {
		in.handleBlock(datagram, from)
		return
	}
	packet, err := wire.Parse(datagram)
	if err != nil {
		in.tally.malformed.Add(1)
		return
	}
	switch p := packet.(type) {
	case *messages.Hello:
		in.reply(from, &messages.Welcome{Nonce: p.Nonce, Ticket: in.tickets.issue(from, in.now)})
	case *messages.Query, *messages.Request, *messages.Receipt:
		in.handleReceiverPacket(from, packet)
	case *messages.Probe:
		in.handleProbe(from, p)
	case *messages.Welcome, *messages.Availability, *messages.Refusal, *messages.ReceiptNoted, *messages.ProbeEcho,
		*messages.Unchoke:
		in.handleOwnerPacket(from, packet)
	}
}

// handleOwnerPacket delivers an owner's packet to the path that is connected to it.
func (in *intake) handleOwnerPacket(from netip.AddrPort, packet messages.Packet) {
	to := in.paths.find(from)
	if to == nil {
		in.tally.stray.Add(1)
		return
	}
	if !to.credit.take() {
		in.tally.overCredit.Add(1)
		return
	}
	in.gate.Post(to.pid, &port.Inbound{From: from, Packet: packet, Credit: &to.credit})
}

// reply sends the edge's own reply to the current datagram, from the address that the datagram was sent to.
func (in *intake) reply(to netip.AddrPort, packet messages.Packet) {
	in.packets.reply(queuedPacket{to: to, packet: packet, source: in.asked})
}
