package udp

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

func TestListenErrorsSayWhatToDo(t *testing.T) {
	taken := newNode(t, Options{})
	number := int(taken.Addr().Port())
	cases := []struct {
		options Options
		want    string
	}{
		{Options{Listen: taken.Addr().String()},
			fmt.Sprintf("udp: listen 127.0.0.1:%d: address in use: "+
				"stop the program that uses it, or choose another port", number)},
		{Options{Listen: "127.0.0.1", PortRange: [2]int{number, number}}, "address in use"},
		{Options{Listen: "127.0.0.1:port"}, `port "port" is not a number`},
		{Options{Listen: "127.0.0.1:70000"}, `port "70000" is not a number between 0 and 65535`},
		{Options{Listen: "1:2:3"}, "not HOST:PORT"},
		{Options{Listen: "192.0.2.1:0"}, "use a free port and an address of this machine"},
		{Options{PortRange: [2]int{9, 5}}, "port range 9-5"},
		{Options{PortRange: [2]int{1, 70000}}, "port range 1-70000"},
	}
	for _, c := range cases {
		c.options.Gate = newGate()
		_, err := Listen(c.options)
		require.ErrorContains(t, err, c.want)
		require.ErrorContains(t, err, "udp: listen")
	}
	_, err := Listen(Options{})
	require.ErrorContains(t, err, "no gate")
	_, err = Listen(Options{Gate: newGate(), Random: bytes.NewReader(nil)})
	require.ErrorContains(t, err, "read random bytes")
}

func TestListenFindsAFreePort(t *testing.T) {
	first := newNode(t, Options{Listen: "127.0.0.1:0"})
	number := int(first.Addr().Port())
	around := [2]int{number - 20, number + 20}
	if around[1] > 65535 {
		around = [2]int{number - 40, number}
	}
	for range 5 {
		n := newNode(t, Options{Listen: "127.0.0.1", PortRange: around})
		require.NotEqual(t, first.Addr(), n.Addr())
		require.GreaterOrEqual(t, int(n.Addr().Port()), around[0])
		require.LessOrEqual(t, int(n.Addr().Port()), around[1])
	}
}

func TestSplit(t *testing.T) {
	cases := []struct{ listen, host, port string }{
		{"", "", ""}, {":9000", "", "9000"}, {"host", "host", ""}, {"host:", "host", ""}, {"host:1", "host", "1"},
		{"::1", "::1", ""}, {"[::1]", "::1", ""}, {"[::1]:5", "::1", "5"}, {"127.0.0.1", "127.0.0.1", ""},
	}
	for _, c := range cases {
		host, port, err := splitListen(c.listen)
		require.NoError(t, err)
		require.Equal(t, c.host, host, c.listen)
		require.Equal(t, c.port, port, c.listen)
	}
}

// TestDualStack checks that a socket without a host is reached over IPv4 and IPv6, and that it unmaps IPv4 addresses.
func TestDualStack(t *testing.T) {
	for _, offload := range []Offload{OffloadAuto, OffloadOff, OffloadPlain} {
		n := newNode(t, Options{Listen: ":0", Offload: offload})
		for _, host := range []string{"127.0.0.1", "::1"} {
			at := netip.AddrPortFrom(netip.MustParseAddr(host), n.Addr().Port())
			conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(at))
			if err != nil {
				t.Logf("no %s here: %v", host, err)
				continue
			}
			require.NoError(t, conn.Close())
			peer := newNode(t, Options{Listen: net.JoinHostPort(host, "0"), Offload: offload})
			path := mailbox("path " + host)
			n.Connect(netip.AddrPortFrom(netip.AddrFrom16(peer.Addr().Addr().As16()), peer.Addr().Port()), path)
			n.Send(peer.Addr(), &messages.Hello{Nonce: 5})
			_, inbound := expectPacket[*messages.Welcome](t, n.gate, path)
			require.Equal(t, peer.Addr(), inbound.From)
		}
	}
}

func TestParseOffload(t *testing.T) {
	settings := map[string]Offload{"": OffloadAuto, "auto": OffloadAuto, "off": OffloadOff, "plain": OffloadPlain}
	for text, want := range settings {
		got, err := ParseOffload(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err := ParseOffload("fast")
	require.ErrorContains(t, err, "use auto, off or plain")
}

// TestClose closes sockets from several goroutines during a transfer, and then calls every method.
func TestClose(t *testing.T) {
	forEachOffload(t, func(t *testing.T, options Options) {
		owner, receiver := newNode(t, options), newNode(t, options)
		file := randomMemory(spanBytes)
		stream := receiver.Open(streamSpec(owner.Addr(), spanBytes, messages.BlockPayload, newMemory(spanBytes)))
		span := spans(stream.ID(), stream.Spec().Range, messages.BlockPayload)[0]
		answer := answerTo(receiver.Addr(), file, span, messages.BlockPayload)
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				for range 50 {
					owner.Serve([]port.Answer{answer}, mailbox("uplink"))
					owner.Send(receiver.Addr(), &messages.Hello{})
				}
				_ = owner.Close()
				_ = receiver.Close()
			})
		}
		group.Wait()
		owner.Serve([]port.Answer{answer}, mailbox("uplink"))
		owner.Send(receiver.Addr(), &messages.Hello{})
		owner.Connect(receiver.Addr(), mailbox("path"))
		owner.Disconnect(receiver.Addr(), mailbox("path"))
		owner.Publish(testFile, mailbox("seeder"))
		owner.Unpublish(testFile)
		stream.Close()
		require.NoError(t, owner.Close())
		require.NotPanics(t, func() { receiver.Open(stream.Spec()).Close() })
	})
}

func TestOpenPanicsOnInvalidSpec(t *testing.T) {
	n := newNode(t, Options{})
	buffer := newMemory(1)
	for _, spec := range []port.StreamSpec{
		{Range: messages.Range{Length: 1}, Buffer: buffer},
		{Range: messages.Range{Length: 1}, Buffer: buffer, BlockSize: 1 << 20},
		{Range: messages.Range{Length: -1}, Buffer: buffer, BlockSize: 1},
		{Range: messages.Range{Offset: 1<<63 - 1, Length: 1}, Buffer: buffer, BlockSize: 1},
		{Range: messages.Range{Length: 1}, BlockSize: 1},
	} {
		require.Panics(t, func() { n.Open(spec) })
	}
}

func TestReceiveWindowIsShared(t *testing.T) {
	n := newNode(t, Options{})
	whole := n.ReceiveWindow()
	require.GreaterOrEqual(t, whole, minReceiveWindow)
	for i := range 1000 {
		owner := netip.AddrPortFrom(netip.MustParseAddr("192.0.2.1"), uint16(i+1))
		n.Connect(owner, mailbox("path"))
		require.Equal(t, max(whole/(i+1), minReceiveWindow), n.ReceiveWindow())
	}
}

func TestCause(t *testing.T) {
	inner := errors.New("inner")
	require.Equal(t, inner, cause(fmt.Errorf("outer: %w", fmt.Errorf("middle: %w", inner))))
}
