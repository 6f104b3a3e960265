package porttest

import (
	"net/netip"
	"reflect"
	"testing"

	"swarm/actors/port"
	"swarm/messages"
)

// NetworkArm is the sockets of two nodes under test, an owner and a receiver, on a network without loss.
type NetworkArm struct {
	Arm
	Owner, Receiver         port.Network
	OwnerAddr, ReceiverAddr netip.AddrPort
	Nowhere                 netip.AddrPort // an address at which no socket listens
	TooLarge                int            // payload of a block that is too large for one datagram of the owner, bytes

	Source port.Source // a file of the owner, of at least SuiteSource bytes
	// Changed returns a file of the owner that no longer matches its torrent. Source may be that file afterwards.
	Changed func() port.Source
	Buffer  func(length int64) port.Buffer
	// reports whether a buffer begins with these bytes of Source
	Holds func(buffer port.Buffer, of messages.Range) bool

	End func() // ends the owner's socket, as the end of its process does
}

// SuiteSource is the length of the file from which NetworkSuite sends blocks, in bytes.
const SuiteSource = 200_000

// NetworkSuite tests that sockets keep the contract of port.Network. begin makes new sockets for each test.
func NetworkSuite(t *testing.T, begin func(t *testing.T) NetworkArm) {
	for name, test := range map[string]func(n *networkTest){
		"a hello is answered to its sender's path":    helloIsAnswered,
		"packets for a file reach its seeder":         seederGetsItsPackets,
		"packets from an owner reach its path":        pathGetsItsPackets,
		"many packets arrive complete and in order":   burstInOrder,
		"a packet with a wrong ticket is refused":     staleTicket,
		"a file that is not published is refused":     notPublished,
		"the seeder published last is used":           publishedTwice,
		"without a path packets are dropped":          notConnected,
		"only the connected path can be disconnected": disconnect,
		"a probe of possible length is echoed":        probes,
		"unreachable addresses have no effect":        unreachableAddresses,
		"invalid packets are not sent":                invalidPackets,
		"block sizes are sensible":                    blockSizes,
		"owners share the receive buffer":             receiveWindow,
		"packets sent before the end arrive":          sentBeforeEnd,
		"an ended socket has no effect":               socketHasEnded,
		"blocks are placed and reported once":         blocksArePlaced,
		"only the blocks of the mask are sent":        onlyMaskedBlocks,
		"calls of Serve are processed in order":       servedInOrder,
		"a failing answer does not affect others":     oneAnswerFails,
		"an invalid answer fails":                     invalidAnswers,
		"a block that is too large fails":             blockTooLarge,
		"duplicate blocks are counted":                duplicates,
		"forgotten blocks are new again":              forgotten,
		"Received returns a copy":                     blocksAreACopy,
		"blocks from other nodes are not placed":      notTheOwner,
		"misaligned blocks are not placed":            misalignedBlocks,
		"a closed stream receives nothing":            closedStream,
		"blocks are placed without a path":            noPathConnected,
	} {
		t.Run(name, func(t *testing.T) {
			n := &networkTest{NetworkArm: begin(t), t: t, file: messages.InfoHash{7, 1}}
			n.path, n.seeder, n.uplink = n.mailbox("path", nil), n.mailbox("seeder", nil), n.mailbox("uplink", nil)
			n.Receiver.Connect(n.OwnerAddr, n.path.pid)
			test(n)
		})
	}
}

// networkTest is one test of two sockets. The receiver's path to the owner is connected.
type networkTest struct {
	NetworkArm
	t         *testing.T
	file      messages.InfoHash
	path      *mailbox // of the receiver
	seeder    *mailbox // of the owner
	uplink    *mailbox // of the owner
	lastNonce uint64   // of the last Hello
}

func (n *networkTest) must(holds bool, what string) {
	n.t.Helper()
	if !holds {
		n.t.Error(what)
	}
}

// hello sends a Hello to the owner and returns the ticket of the answer. Packets stay in order on this network, so
// the owner has processed all packets sent before by then.
func (n *networkTest) hello() messages.Ticket {
	n.t.Helper()
	n.lastNonce++
	n.Receiver.Send(n.OwnerAddr, &messages.Hello{Nonce: n.lastNonce})
	welcome := n.wait(n.t, n.path, func(message any) bool {
		inbound, ok := message.(*port.Inbound)
		if !ok {
			return false
		}
		welcome, ok := inbound.Packet.(*messages.Welcome)
		return ok && welcome.Nonce == n.lastNonce
	})
	return welcome.(*port.Inbound).Packet.(*messages.Welcome).Ticket
}

// packets returns the packets that reached a mailbox, without the answers to hello.
func (n *networkTest) packets(box *mailbox) []*port.Inbound {
	n.t.Helper()
	got, _ := box.received()
	var packets []*port.Inbound
	for _, inbound := range All[*port.Inbound](got) {
		if _, welcome := inbound.Packet.(*messages.Welcome); !welcome {
			packets = append(packets, inbound)
		}
	}
	return packets
}

// requirePackets fails the test unless exactly these packets reached a mailbox, in this order, from one address.
func (n *networkTest) requirePackets(to *mailbox, from netip.AddrPort, want ...messages.Packet) {
	n.t.Helper()
	got := n.packets(to)
	if len(got) != len(want) {
		var kinds []messages.Packet
		for _, inbound := range got {
			kinds = append(kinds, inbound.Packet)
		}
		n.t.Fatalf("%d packets arrived, and %d must: %v", len(got), len(want), Kinds(kinds))
	}
	for i, inbound := range got {
		n.must(inbound.From == from, "the sender is "+from.String()+", not "+inbound.From.String())
		if !reflect.DeepEqual(inbound.Packet, want[i]) {
			n.t.Errorf("%T %+v arrived, and %+v was sent", inbound.Packet, inbound.Packet, want[i])
		}
	}
}

// queryNonce and requestNonce are the nonces of the Query and of the Request without spans among seederPackets.
const (
	queryNonce   = 1<<63 + 5
	requestNonce = 1<<63 + 6
)

// seederPackets returns one packet of each type that a seeder receives.
func (n *networkTest) seederPackets(ticket messages.Ticket, file messages.InfoHash) []messages.Packet {
	request := &messages.Request{Ticket: ticket, InfoHash: file, BlockSize: 1000, Singly: true}
	for i := range messages.MaxSpans {
		request.Spans = append(request.Spans, messages.Span{Stream: 1<<63 + uint64(i%3), ID: uint32(i),
			Offset: int64(i) << 40,
			Length: 63_001, Mask: 1<<63 | uint64(i)})
	}
	return []messages.Packet{
		&messages.Query{Ticket: ticket, InfoHash: file, Nonce: queryNonce, First: 8192}, request,
		&messages.Receipt{Ticket: ticket, InfoHash: file, Stream: 1<<64 - 1, Bytes: 1<<63 - 1, Mark: 1<<32 - 1},
		&messages.Request{Ticket: ticket, InfoHash: file, Nonce: requestNonce, BlockSize: 1000, Mark: 1<<32 - 1,
			Spans: []messages.Span{}},
	}
}
