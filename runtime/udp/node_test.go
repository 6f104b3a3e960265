package udp

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"swarm/actors/port"
	"swarm/messages"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var testFile = messages.InfoHash{1, 2, 3}

// forEachOffload runs a test over IPv4 and IPv6, with each setting of Offload.
func forEachOffload(t *testing.T, run func(t *testing.T, options Options)) {
	ways := []struct {
		name    string
		offload Offload
	}{{"auto", OffloadAuto}, {"off", OffloadOff}, {"plain", OffloadPlain}}
	for _, host := range []string{"127.0.0.1", "::1"} {
		for _, way := range ways {
			t.Run(fmt.Sprintf("%s/%s", host, way.name), func(t *testing.T) {
				if conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.ParseIP(host)}); err != nil {
					t.Skipf("no loopback at %s: %v", host, err)
				} else {
					require.NoError(t, conn.Close())
				}
				run(t, Options{Listen: net.JoinHostPort(host, "0"), Offload: way.offload})
			})
		}
	}
}

// node is a socket with its own gate.
type node struct {
	*Socket
	gate *fakeGate
}

func newNode(t testing.TB, options Options) *node {
	t.Helper()
	n := &node{gate: newGate()}
	options.Gate = n.gate
	if options.Listen == "" {
		options.Listen = "127.0.0.1:0"
	}
	socket, err := Listen(options)
	require.NoError(t, err)
	n.Socket = socket
	t.Cleanup(func() { require.NoError(t, socket.Close()) })
	return n
}

// fetchTicket connects a path and requests a ticket from an owner.
func (n *node) fetchTicket(t testing.TB, owner *node, path port.PID) messages.Ticket {
	t.Helper()
	n.Connect(owner.Addr(), path)
	n.Send(owner.Addr(), &messages.Hello{Nonce: 77})
	welcome, inbound := expectPacket[*messages.Welcome](t, n.gate, path)
	require.Equal(t, uint64(77), welcome.Nonce)
	require.Equal(t, owner.Addr(), inbound.From)
	return welcome.Ticket
}

// stranger is a plain UDP socket that can send any datagram.
type stranger struct {
	*net.UDPConn
	t testing.TB
}

func newStranger(t testing.TB, to *node) *stranger {
	t.Helper()
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(to.Addr()))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close()) })
	return &stranger{UDPConn: conn, t: t}
}

func (s *stranger) addr() netip.AddrPort {
	return unmapped(s.LocalAddr().(*net.UDPAddr).AddrPort())
}

func (s *stranger) send(datagram []byte) {
	s.t.Helper()
	_, err := s.Write(datagram)
	require.NoError(s.t, err)
}

// receive waits for a datagram.
func (s *stranger) receive() []byte {
	s.t.Helper()
	require.NoError(s.t, s.SetReadDeadline(time.Now().Add(patience)))
	datagram := make([]byte, 65536)
	n, err := s.Read(datagram)
	require.NoError(s.t, err)
	return datagram[:n]
}

// memory is a port.Source and a port.Buffer.
type memory struct {
	mu       sync.Mutex
	bytes    []byte
	err      error // returned by ReadBlocks
	reads    int
	released bool
}

func newMemory(length int) *memory { return &memory{bytes: make([]byte, length)} }

// randomMemory returns memory with random contents, so that a block at the wrong place is noticed.
func randomMemory(length int) *memory {
	m := newMemory(length)
	random := rand.NewChaCha8([32]byte{7})
	_, _ = random.Read(m.bytes) // ChaCha8.Read never fails.
	return m
}

func (m *memory) ReadBlocks(buffers [][]byte, offset int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads++
	if m.err != nil {
		return m.err
	}
	for _, buffer := range buffers {
		if n := copy(buffer, m.bytes[offset:]); n != len(buffer) {
			return fmt.Errorf("read %d of %d bytes at %d", n, len(buffer), offset)
		}
		offset += int64(len(buffer))
	}
	return nil
}

func (m *memory) Place(at int64, payload []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.released {
		panic("a block was placed after the stream was closed")
	}
	copy(m.bytes[at:], payload)
}

func (m *memory) Release() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.released = true
}

func (m *memory) equals(other []byte) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return bytes.Equal(m.bytes, other)
}

// spans returns spans that cover a range.
func spans(stream uint64, r messages.Range, blockSize int) []messages.Span {
	var all []messages.Span
	for offset := r.Offset; offset < r.End(); offset += int64(64 * blockSize) {
		length := min(int64(64*blockSize), r.End()-offset)
		all = append(all, messages.Span{
			Stream: stream, ID: uint32(len(all) + 1), Offset: offset, Length: uint32(length),
			Mask: ^uint64(0) >> (64 - messages.Blocks(length, blockSize)),
		})
	}
	return all
}

// spanBytes is the payload of a full span of default blocks.
const spanBytes = messages.BlocksPerSpan * messages.BlockPayload

// streamSpec describes a stream for the first bytes of a file.
func streamSpec(owner netip.AddrPort, length int64, blockSize int, buffer port.Buffer) port.StreamSpec {
	return port.StreamSpec{Owner: owner, Range: messages.Range{Length: length}, BlockSize: blockSize, Buffer: buffer}
}

// answerTo describes the blocks of a span that an owner sends to a receiver.
func answerTo(receiver netip.AddrPort, source port.Source, span messages.Span, blockSize int) port.Answer {
	return port.Answer{To: receiver, Source: source, Span: span, BlockSize: blockSize}
}
