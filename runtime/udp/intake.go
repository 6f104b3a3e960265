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
	// refusalsPerSecond and refusalBurst limit the refusals to addresses that showed no valid ticket: 49 kB a second. That
	// is enough for every peer of a large swarm to learn within seconds that its ticket is stale.
	refusalsPerSecond = 1000
	refusalBurst      = 1000
)

// intake deals with what arrives. Only the receive goroutine uses it.
type intake struct {
	gate     port.Gate
	clock    func() time.Time
	tally    *tally
	paths    *paths
	seeders  *seeders
	streams  *streams
	letters  *letters
	tickets  *tickets
	refusals *rate.Limiter // of stale tickets
	arrivals arrivals

	now time.Time // when the batch in hand was read
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
		letters:  s.letters,
		tickets:  tickets,
		refusals: rate.NewLimiter(refusalsPerSecond, refusalBurst),
	}, nil
}

// batch deals with all datagrams that were read at one moment.
func (in *intake) batch(parcels []parcel) {
	in.now = in.clock()
	datagrams, bytes := 0, 0
	for _, p := range parcels {
		rest := p.data
		for first := true; first || len(rest) > 0; first = false { // An empty datagram is one too.
			datagram := rest[:min(p.segment, len(rest))]
			rest = rest[len(datagram):]
			datagrams++
			in.datagram(datagram, p.from)
		}
		bytes += len(p.data)
	}
	in.tally.datagramsIn.Add(uint64(datagrams))
	in.tally.bytesIn.Add(uint64(bytes))
	in.tell()
}

// datagram deals with one datagram, which anybody may have sent.
func (in *intake) datagram(datagram []byte, from netip.AddrPort) {
	if wire.IsBlock(datagram) {
		in.block(datagram, from)
		return
	}
	packet, err := wire.Parse(datagram)
	if err != nil {
		in.tally.malformed.Add(1)
		return
	}
	switch p := packet.(type) {
	case *messages.Hello:
		in.letters.reply(letter{to: from, packet: &messages.Welcome{
			Nonce: p.Nonce, Ticket: in.tickets.issue(from, in.now)}})
	case *messages.Query, *messages.Request, *messages.Receipt:
		in.asked(from, packet)
	case *messages.Probe:
		in.probed(from, p)
	case *messages.Welcome, *messages.Availability, *messages.Refusal, *messages.ReceiptNoted, *messages.ProbeEcho,
		*messages.Unchoke:
		in.answered(from, packet)
	}
}

// answered passes what an owner says on to the path that is connected to it.
func (in *intake) answered(from netip.AddrPort, packet messages.Packet) {
	to := in.paths.find(from)
	if to == nil {
		in.tally.stray.Add(1)
		return
	}
	in.deliver(to.pid, &to.credit, from, packet)
}

// deliver posts a packet, as long as the mailbox has not too many of its kind.
func (in *intake) deliver(to port.PID, credit *credit, from netip.AddrPort, packet messages.Packet) {
	if !credit.take() {
		in.tally.overCredit.Add(1)
		return
	}
	in.gate.Post(to, &port.Inbound{From: from, Packet: packet, Credit: credit})
}
