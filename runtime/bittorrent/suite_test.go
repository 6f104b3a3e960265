package bittorrent

import (
	"bytes"
	"crypto/rand"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestBitTorrent runs the suite of port.BitTorrent over IPv4 and IPv6.
func TestBitTorrent(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "::1"} {
		t.Run(host, func(t *testing.T) {
			if probe, err := net.Listen("tcp", net.JoinHostPort(host, "0")); err != nil {
				t.Skipf("no loopback at %s: %v", host, err)
			} else {
				require.NoError(t, probe.Close())
			}
			porttest.BitTorrentSuite(t, func(t *testing.T) porttest.BitTorrentArm { return newArm(t, host, "") })
		})
	}
}

// TestEncryptedBitTorrent runs the suite over encrypted connections: with the two ways of going on after the handshake,
// and with an owner that takes no connection in the clear, which a receiver tries first.
func TestEncryptedBitTorrent(t *testing.T) {
	for name, encryption := range map[string][2]Encryption{"in the clear after the handshake": {EncryptionAllow,
		EncryptionPrefer}, "all encrypted": {EncryptionRequire, EncryptionRequire},
		"the clear is refused": {EncryptionRequire, EncryptionAllow}} {
		t.Run(name, func(t *testing.T) {
			porttest.BitTorrentSuite(t, func(t *testing.T) porttest.BitTorrentArm {
				return newArm(t, "127.0.0.1", encryption[0], encryption[1])
			})
		})
	}
}

// newArm returns two edges, the first of which has the first encryption, and the second the last.
func newArm(t *testing.T, host string, encryption ...Encryption) porttest.BitTorrentArm {
	gate := porttest.NewGate()
	owner, receiver := newEdge(t, gate, host), newEdge(t, gate, host)
	owner.options.Encryption, receiver.options.Encryption = encryption[0], encryption[len(encryption)-1]
	nobody := newEdge(t, gate, host)
	nowhere := addressOf(nobody)
	require.NoError(t, nobody.Stop())
	file := newMemory(porttest.SuiteSource)
	return porttest.BitTorrentArm{
		Arm:   porttest.Arm{Inbox: gate.Inbox, Pass: func(d time.Duration) { <-time.After(d) }},
		Owner: owner, Receiver: receiver, OwnerAddr: addressOf(owner), Nowhere: nowhere, Source: file,
		Changed: func() port.Source { return &memory{err: port.ErrChanged} },
		Buffer:  func(length int64) port.Buffer { return &memory{bytes: make([]byte, length)} },
		Holds: func(buffer port.Buffer, of messages.Range) bool {
			in := buffer.(*memory)
			in.mu.Lock()
			defer in.mu.Unlock()
			return bytes.Equal(in.bytes[:of.Length], file.bytes[of.Offset:of.End()])
		},
	}
}

// newEdge returns an edge at a free port of a host.
func newEdge(t testing.TB, gate port.Gate, host string) *Edge {
	return newEdgeWith(t, gate, host, usualTiming)
}

func newEdgeWith(t testing.TB, gate port.Gate, host string, timing timing) *Edge {
	t.Helper()
	options := Options{Listen: net.JoinHostPort(host, "0"), Gate: gate, Random: rand.Reader, Client: "Swarm test"}
	edge, err := open(options, timing)
	require.NoError(t, err)
	t.Cleanup(func() { _ = edge.Stop() }) // a test may have stopped it
	return edge
}

func addressOf(e *Edge) netip.AddrPort { return addrPort(e.listener.Addr()) }

// memory is a port.Source and a port.Buffer.
type memory struct {
	mu    sync.Mutex
	bytes []byte
	err   error
}

// newMemory returns memory with random contents.
func newMemory(length int) *memory {
	m := &memory{bytes: make([]byte, length)}
	_, _ = rand.Read(m.bytes) // it never fails
	return m
}

// ReadBlocks implements port.Source.
func (m *memory) ReadBlocks(buffers [][]byte, offset int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, buffer := range buffers {
		if m.err != nil {
			return m.err
		}
		offset += int64(copy(buffer, m.bytes[offset:]))
	}
	return nil
}

// Place implements port.Buffer.
func (m *memory) Place(at int64, payload []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	copy(m.bytes[at:], payload)
}

// Release implements port.Buffer.
func (m *memory) Release() {}
