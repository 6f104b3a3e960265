package udp

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// Socket is a node's datagram socket. Its methods are safe for concurrent use. Close must not be called from Gate.Post.
type Socket struct {
	options         Options
	conn            *net.UDPConn
	addr            netip.AddrPort
	routes          routes
	receiveCapacity int // payload that may be in flight towards this socket, from all owners together, bytes

	tally    *tally
	reported Counters // as of the last report; used by the reporting goroutine, and by Close after that goroutine ended
	paths    *paths
	seeders  *seeders
	streams  *streams
	sources  *sources
	packets  *packetQueue
	outbox   *outbox

	running sync.WaitGroup
	writing sync.WaitGroup // the goroutine of the packetWriter
	closing sync.Once
	closed  chan struct{}
}

var _ port.Network = (*Socket)(nil)

// Addr returns the address that the socket is bound to. Its IP may be unspecified, as in 0.0.0.0:9000.
func (s *Socket) Addr() netip.AddrPort { return s.addr }

// Counters returns what the socket has counted since it was opened.
func (s *Socket) Counters() Counters { return s.tally.snapshot() }

// closeTimeout is how long Close waits for queued control packets to leave.
const closeTimeout = 100 * time.Millisecond

// Close closes the socket and waits until its goroutines have ended, including a read from a file that is in progress.
// Control packets that are queued are still sent: they tell other nodes that they need not wait. Blocks that are queued
// are dropped, and nothing is posted for them. After Close the methods of port.Network do nothing. Close may be called
// twice.
func (s *Socket) Close() error {
	var err error
	s.closing.Do(func() {
		close(s.closed)
		s.outbox.close()
		s.packets.close()
		if err = s.conn.SetWriteDeadline(time.Now().Add(closeTimeout)); err == nil {
			s.writing.Wait()
		}
		err = errors.Join(err, s.conn.Close())
		s.running.Wait()
		s.report()
	})
	return err
}

// Send implements port.Network.
func (s *Socket) Send(to netip.AddrPort, packet messages.Packet) {
	to = unmapped(to)
	queued := queuedPacket{to: to, packet: packet, source: s.sources.of(to, packet)}
	if answersReceiver(packet) {
		s.packets.reply(queued)
	} else {
		s.packets.put(queued)
	}
}

// Serve implements port.Network. If the outbox is full, it posts *port.ServeFailed for each answer.
func (s *Socket) Serve(answers []port.Answer, replyTo port.PID) {
	s.seeders.noteServed(answers, s.options.Clock())
	if s.outbox.put(job{answers: answers, replyTo: replyTo, bytes: payload(answers)}) {
		return
	}
	for _, answer := range answers {
		s.options.Gate.Post(replyTo, &port.ServeFailed{Answer: answer, Cause: errOutboxFull})
	}
	s.options.Gate.Post(replyTo, &port.Served{})
}

// Publish implements port.Network.
func (s *Socket) Publish(file messages.InfoHash, pid port.PID) { s.seeders.publish(file, pid) }

// Unpublish implements port.Network.
func (s *Socket) Unpublish(file messages.InfoHash) { s.seeders.unpublish(file) }

// Connect implements port.Network.
func (s *Socket) Connect(owner netip.AddrPort, pid port.PID) { s.paths.connect(unmapped(owner), pid) }

// Disconnect implements port.Network.
func (s *Socket) Disconnect(owner netip.AddrPort, pid port.PID) {
	s.paths.disconnect(unmapped(owner), pid)
}

// Open implements port.Network. It panics if the block size, the range or the buffer is invalid.
func (s *Socket) Open(spec port.StreamSpec) port.Stream { return s.streams.open(spec) }

// ReceiveWindow implements port.Network.
func (s *Socket) ReceiveWindow() int {
	return max(s.receiveCapacity/max(s.paths.connected(), 1), minReceiveWindow)
}

// minReceiveWindow is the smallest share of the receive buffer that an owner gets, in bytes: a batch of 23 blocks of
// messages.BlockPayload.
const minReceiveWindow = 32 << 10

// unmapped converts an IPv4-mapped IPv6 address to the IPv4 address, so that a node has one address on all sockets.
func unmapped(addr netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port())
}
