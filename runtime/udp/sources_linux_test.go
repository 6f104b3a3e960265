package udp

import (
	"net/netip"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"swarm/actors/port"
	"swarm/messages"
)

// TestAnswersLeaveFromTheAddressAsked asks a socket on a wildcard address at 127.0.0.2. Towards the receiver,
// 127.0.0.1, the kernel would choose 127.0.0.1 as source. The receiver ignores packets and blocks from an address that
// it did not ask.
func TestAnswersLeaveFromTheAddressAsked(t *testing.T) {
	for _, listen := range []string{"0.0.0.0:0", "[::]:0"} {
		for _, offload := range []Offload{OffloadAuto, OffloadOff} {
			owner, err := Listen(Options{Gate: newGate(), Listen: listen, Offload: offload})
			if err != nil && strings.HasPrefix(listen, "[") {
				t.Skipf("this machine has no IPv6: %v", err)
			}
			require.NoError(t, err)
			n := &node{Socket: owner, gate: owner.options.Gate.(*fakeGate)}
			t.Cleanup(func() { require.NoError(t, n.Close()) })
			askAtSecondAddress(t, n)
		}
	}
}

func askAtSecondAddress(t *testing.T, owner *node) {
	t.Helper()
	receiver, path, seeder := newNode(t, Options{}), mailbox("path"), mailbox("seeder")
	asked := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.2"), owner.Addr().Port())
	receiver.Connect(asked, path)
	receiver.Send(asked, &messages.Hello{Nonce: 77})
	welcome, _ := expectPacket[*messages.Welcome](t, receiver.gate, path)

	receiver.Send(asked, &messages.Query{Ticket: welcome.Ticket, InfoHash: testFile, Nonce: 9})
	expectPacket[*messages.Refusal](t, receiver.gate, path)
	receiver.Send(asked, &messages.Probe{Ticket: welcome.Ticket, Length: 200})
	expectPacket[*messages.ProbeEcho](t, receiver.gate, path)

	owner.Publish(testFile, seeder)
	receiver.Send(asked, &messages.Query{Ticket: welcome.Ticket, InfoHash: testFile, Nonce: 9})
	_, inbound := expectPacket[*messages.Query](t, owner.gate, seeder)
	owner.Send(inbound.From,
		&messages.Availability{InfoHash: testFile, Nonce: 9, Length: 1, PieceLength: 16384, Whole: true})
	expectPacket[*messages.Availability](t, receiver.gate, path)

	file, buffer := randomMemory(spanBytes), newMemory(spanBytes)
	stream := receiver.Open(streamSpec(asked, spanBytes, messages.BlockPayload, buffer))
	span := spans(stream.ID(), stream.Spec().Range, messages.BlockPayload)[0]
	owner.Serve([]port.Answer{answerTo(inbound.From, file, span, messages.BlockPayload)}, mailbox("uplink"))
	eventually(t, "all blocks arrive", func() bool { return stream.Received().Full() })
	require.True(t, buffer.equals(file.bytes))
}

// TestLostSourceIsNotInsistedOn checks that answers still leave after this node has lost the address that was asked.
func TestLostSourceIsNotInsistedOn(t *testing.T) {
	owner := newNode(t, Options{Listen: "0.0.0.0:0"})
	receiver := newNode(t, Options{})
	owner.sources.note(receiver.Addr(), netip.MustParseAddr("192.0.2.1"))
	asked := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), owner.Addr().Port())
	file, buffer := randomMemory(2*spanBytes), newMemory(2*spanBytes)
	stream := receiver.Open(streamSpec(asked, 2*spanBytes, messages.BlockPayload, buffer))
	var answers []port.Answer
	for _, span := range spans(stream.ID(), stream.Spec().Range, messages.BlockPayload) {
		answers = append(answers, answerTo(receiver.Addr(), file, span, messages.BlockPayload))
	}
	owner.Serve(answers, mailbox("uplink"))
	eventually(t, "all blocks arrive", func() bool { return stream.Received().Full() })
	require.Zero(t, owner.Counters().OffloadRefusals)
}

func TestSourceControlComesBack(t *testing.T) {
	cases := []struct {
		source string
		ipv6   bool
		want   string // "" for the zero Addr
	}{
		{"192.0.2.1", false, "192.0.2.1"},
		{"192.0.2.1", true, "192.0.2.1"},
		{"2001:db8::1", true, "2001:db8::1"},
		{"2001:db8::1", false, ""},
		{"fe80::1", true, ""},
		{"ff02::1", true, ""},
		{"0.0.0.0", false, ""},
	}
	for _, c := range cases {
		var control sentControl
		length := control.put(1432, netip.MustParseAddr(c.source), c.ipv6)
		var want netip.Addr
		if c.want != "" {
			want = netip.MustParseAddr(c.want)
		}
		require.Equal(t, want, readControl(control.bytes()[:length]).asked, c.source)
	}
	require.LessOrEqual(t, unix.CmsgSpace(2)+unix.CmsgSpace(unix.SizeofInet6Pktinfo), int(unsafe.Sizeof(sentControl{})))
	require.LessOrEqual(t, 2*unix.CmsgSpace(4)+unix.CmsgSpace(unix.SizeofInet6Pktinfo),
		int(unsafe.Sizeof(receivedControl{})))
}

func TestSourcesAreBounded(t *testing.T) {
	require.Nil(t, newSources(netip.MustParseAddr("192.0.2.1")))
	s := newSources(netip.IPv6Unspecified())
	source := netip.MustParseAddr("192.0.2.1")
	for i := range 2*maxSources + 10 {
		s.note(netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), 9), source)
		require.LessOrEqual(t, len(s.byReceiver), maxSources)
	}
	last := netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, 0x20, 9}), 9)
	require.Equal(t, source, s.of(last, &messages.Unchoke{}))
	require.False(t, s.of(last, &messages.Hello{}).IsValid(), "an owner's ticket is valid for the kernel's choice")
}
