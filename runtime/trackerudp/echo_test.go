package trackerudp

import (
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
	"swarm/messages/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestEcho runs the suite of port.Echo, which the simulated one passes too.
func TestEcho(t *testing.T) {
	for _, network := range []string{"udp4", "udp6"} {
		t.Run(network, func(t *testing.T) {
			porttest.EchoSuite(t, func(t *testing.T) porttest.EchoArm {
				gate := porttest.NewGate()
				e := openHellos(t, gate, 0)
				t.Cleanup(func() { require.NoError(t, e.Close()) })
				node, nobody, stranger := nodeSocket(t, network), nodeSocket(t, network), nodeSocket(t, network)
				require.NoError(t, nobody.Close())
				go answer(node)
				return porttest.EchoArm{
					Arm:  porttest.Arm{Inbox: gate.Inbox, Pass: func(d time.Duration) { <-time.After(d) }},
					Echo: e, Node: localAddress(node), Nowhere: localAddress(nobody),
					End: func() { require.NoError(t, node.Close()) },
					Forge: func(nonce uint64, _ bool) {
						to := netip.AddrPortFrom(localAddress(stranger).Addr(), helloPort(e))
						_, err := stranger.WriteToUDPAddrPort(welcome(t, nonce), to)
						require.NoError(t, err)
					},
				}
			})
		})
	}
}

// nodeSocket opens a socket on a loopback address.
func nodeSocket(t *testing.T, network string) *net.UDPConn {
	ip := net.IPv6loopback
	if network == "udp4" {
		ip = net.IPv4(127, 0, 0, 1)
	}
	conn, err := net.ListenUDP(network, &net.UDPAddr{IP: ip})
	if err != nil {
		t.Skip(err) // a host without IPv6
	}
	t.Cleanup(func() { _ = conn.Close() }) // it may be closed already
	return conn
}

func localAddress(conn *net.UDPConn) netip.AddrPort {
	addr := conn.LocalAddr().(*net.UDPAddr).AddrPort()
	return netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port())
}

// answer answers each Hello, as a node does, until the socket is closed.
func answer(conn *net.UDPConn) {
	buffer := make([]byte, 2000)
	for {
		length, from, err := conn.ReadFromUDPAddrPort(buffer)
		if err != nil {
			return
		}
		packet, err := wire.Parse(buffer[:length])
		if err != nil {
			panic(err)
		}
		datagram, err := wire.Append(nil, &messages.Welcome{Nonce: packet.(*messages.Hello).Nonce})
		if err != nil {
			panic(err)
		}
		if _, err := conn.WriteToUDPAddrPort(datagram, from); err != nil {
			return
		}
	}
}

func welcome(t *testing.T, nonce uint64) []byte {
	datagram, err := wire.Append(nil, &messages.Welcome{Nonce: nonce})
	require.NoError(t, err)
	return datagram
}

// openHellos returns an edge that answers no announces.
func openHellos(t *testing.T, gate port.Gate, preferred uint16) *Edge {
	e, err := Open(Options{Gate: gate, Echo: true, Listen: netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"),
		preferred)})
	require.NoError(t, err)
	e.Serve(nil)
	return e
}

func helloPort(e *Edge) uint16 { return e.echo.four.port() }

func TestPortOfTheTrackerIsUsedIfItIsFree(t *testing.T) {
	first := openHellos(t, porttest.NewGate(), 0)
	taken := helloPort(first)
	second := openHellos(t, porttest.NewGate(), taken)
	require.NotEqual(t, taken, helloPort(second), "it is taken")
	require.NoError(t, second.Close())
	require.NoError(t, first.Close())
	require.NoError(t, first.Close(), "again")
	third := openHellos(t, porttest.NewGate(), taken)
	require.Equal(t, taken, helloPort(third))
	require.NoError(t, third.Close())
}

func TestGarbageIsDropped(t *testing.T) {
	gate := porttest.NewGate()
	e := openHellos(t, gate, 0)
	asker := gate.Inbox("asker", func(message any) { t.Errorf("got %v", message) })
	conn := nodeSocket(t, "udp4")
	from := localAddress(conn)
	e.Prove(from, 7, asker)
	to := netip.AddrPortFrom(from.Addr(), helloPort(e))
	for _, datagram := range [][]byte{nil, {1}, make([]byte, 1200), make([]byte, requestBytes), welcome(t, 8)} {
		_, err := conn.WriteToUDPAddrPort(datagram, to)
		require.NoError(t, err)
	}
	hello, err := wire.Append(nil, &messages.Hello{Nonce: 7})
	require.NoError(t, err)
	_, err = conn.WriteToUDPAddrPort(hello, to)
	require.NoError(t, err)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(300*time.Millisecond)))
	buffer := make([]byte, 2000)
	length, _, err := conn.ReadFromUDPAddrPort(buffer)
	require.NoError(t, err)
	require.Equal(t, messages.HelloLength, length, "the Hello of Prove")
	_, _, err = conn.ReadFromUDPAddrPort(buffer)
	require.Error(t, err, "a stranger's Hello is not answered")
	require.NoError(t, e.Close())
}

func TestQuestionsAreBounded(t *testing.T) {
	gate := porttest.NewGate()
	e := openHellos(t, gate, 0)
	asker := gate.Inbox("asker", func(any) {})
	nowhere := netip.MustParseAddrPort("127.0.0.1:1")
	for nonce := range uint64(maxAsked + 1000) {
		e.Prove(nowhere, nonce, asker)
	}
	e.echo.mu.Lock()
	require.Len(t, e.echo.asked, maxAsked)
	e.echo.mu.Unlock()
	require.NoError(t, e.Close())
}
