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

// Socket is a node's datagram socket. Its methods may be called from any goroutine, except that Close must not be called
// by what the Gate runs while it posts.
type Socket struct {
	options Options
	conn    *net.UDPConn
	addr    netip.AddrPort
	way     wayOut
	room    int // payload bytes that may be in flight towards this socket, from all owners together

	tally    *tally
	reported Counters // as of the last report; used by the reporting goroutine, and by Close after that goroutine ended
	paths    *paths
	seeders  *seeders
	streams  *streams
	letters  *letters
	outbox   *outbox

	running sync.WaitGroup
	writing sync.WaitGroup // the postman
	closing sync.Once
	closed  chan struct{}
}

var _ port.Network = (*Socket)(nil)

// Addr is the address the socket is bound to; its IP may be unspecified.
func (s *Socket) Addr() netip.AddrPort { return s.addr }

// Counters tells what happened so far.
func (s *Socket) Counters() Counters { return s.tally.snapshot() }

// lastWords is for how long Close waits for control packets to leave.
const lastWords = 100 * time.Millisecond

// Close ends the socket and waits until its goroutines are gone, and with them a read that is under way. Control packets
// that wait still leave: they tell others that nothing more is to be waited for. Blocks that wait are dropped, and nothing
// is posted for them. The calls of port.Network are harmless afterwards, and do nothing. To close twice is harmless.
func (s *Socket) Close() error {
	var err error
	s.closing.Do(func() {
		close(s.closed)
		s.outbox.close()
		s.letters.close()
		if err = s.conn.SetWriteDeadline(time.Now().Add(lastWords)); err == nil {
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
	s.letters.put(letter{to: unmapped(to), packet: packet})
}

// Serve implements port.Network. More than the outbox holds is refused: *port.ServeFailed for each answer.
func (s *Socket) Serve(answers []port.Answer, replyTo port.PID) {
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

// Open implements port.Network. It panics when the block size or the range makes no sense.
func (s *Socket) Open(spec port.StreamSpec) port.Stream { return s.streams.open(spec) }

// ReceiveWindow implements port.Network.
func (s *Socket) ReceiveWindow() int {
	return max(s.room/max(s.paths.connected(), 1), minReceiveWindow)
}

// minReceiveWindow keeps many owners from sharing the buffer down to nothing: a batch of 23 blocks of 1,400 bytes.
const minReceiveWindow = 32 << 10

// unmapped gives an IPv4 address its own form, so that one node has one address whatever socket it was seen through.
func unmapped(addr netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port())
}
