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
			porttest.BitTorrentSuite(t, func(t *testing.T) porttest.BitTorrentArm {
				gate := porttest.NewGate()
				owner, receiver := newEdge(t, gate, host), newEdge(t, gate, host)
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
			})
		})
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
