package porttest

import (
	"net/netip"
	"reflect"
	"testing"

	"swarm/actors/port"
	"swarm/messages"
)

// NetworkArm is two nodes' sockets under test, on a network that loses nothing: an owner and a receiver.
type NetworkArm struct {
	Arm
	Owner, Receiver         port.Network
	OwnerAddr, ReceiverAddr netip.AddrPort
	Nowhere                 netip.AddrPort // where nobody listens
	TooLarge                int            // payload of a block that does not leave the owner in one datagram, bytes

	Source  port.Source        // a file of the owner, of SuiteSource bytes at least
	Changed func() port.Source // a file of the owner that is not the torrent's any more; Source may be so too afterwards
	Buffer  func(length int64) port.Buffer
	Holds   func(buffer port.Buffer, of messages.Range) bool // a buffer begins with these bytes of Source

	End func() // ends the owner's socket, as its process ends
}

// SuiteSource is how long the file is that NetworkSuite sends blocks of, in bytes.
const SuiteSource = 200_000

// NetworkSuite tests that sockets keep the promises of port.Network. begin makes new ones for each test.
func NetworkSuite(t *testing.T, begin func(t *testing.T) NetworkArm) {
	for name, test := range map[string]func(n *networkTest){
		"hello is answered at its sender's path":      helloIsAnswered,
		"a seeder gets its file's packets":            seederGetsItsPackets,
		"a path gets its owner's packets":             pathGetsItsPackets,
		"a burst comes whole and in order":            burstInOrder,
		"who shows no good ticket is refused":         staleTicket,
		"a file that is not published is refused":     notPublished,
		"the last seeder published counts":            publishedTwice,
		"without a path nothing is delivered":         notConnected,
		"a path is disconnected by itself alone":      disconnect,
		"a probe comes back if its length does":       probes,
		"what cannot be sent harms nobody":            unreachableAddresses,
		"what is not the protocol's does not leave":   invalidPackets,
		"block sizes are remembered for a path":       blockSizes,
		"more owners, smaller windows":                receiveWindow,
		"what a socket said last is heard":            sentBeforeEnd,
		"a socket that has ended is harmless":         socketHasEnded,
		"blocks land and are told once":               blocksArePlaced,
		"only the blocks that are named leave":        onlyMaskedBlocks,
		"calls of serve are done in order":            servedInOrder,
		"an answer that fails fails alone":            oneAnswerFails,
		"an answer that makes no sense fails":         invalidAnswers,
		"a block that does not fit fails":             blockTooLarge,
		"blocks that come again are counted":          duplicates,
		"blocks that are forgotten come again":        forgotten,
		"the set of blocks is a copy":                 blocksAreACopy,
		"blocks of others than the owner do not land": notTheOwner,
		"blocks that lie askew do not land":           misalignedBlocks,
		"nothing lands in a stream that is closed":    closedStream,
		"blocks land although no path is told":        noPathConnected,
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
	uplink    *mailbox // likewise
	lastNonce uint64   // of the last Hello
}

func (n *networkTest) must(holds bool, what string) {
	n.t.Helper()
	if !holds {
		n.t.Error(what)
	}
}

// ask says Hello to the owner and gives the ticket. All that was sent to the owner before is dealt with by then, since on
// this network packets stay in order.
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

// packets gives what came to a mailbox, without what answered ask.
func (n *networkTest) packets(of *mailbox) []*port.Inbound {
	n.t.Helper()
	letters, _ := of.received()
	var packets []*port.Inbound
	for _, inbound := range All[*port.Inbound](letters) {
		if _, welcome := inbound.Packet.(*messages.Welcome); !welcome {
			packets = append(packets, inbound)
		}
	}
	return packets
}

// came fails the test unless exactly these packets came to a mailbox, in this order, from one address.
func (n *networkTest) requirePackets(to *mailbox, from netip.AddrPort, want ...messages.Packet) {
	n.t.Helper()
	got := n.packets(to)
	if len(got) != len(want) {
		var kinds []messages.Packet
		for _, inbound := range got {
			kinds = append(kinds, inbound.Packet)
		}
		n.t.Fatalf("%d packets came, and %d had to: %v", len(got), len(want), Kinds(kinds))
	}
	for i, inbound := range got {
		n.must(inbound.From == from, "it comes from "+from.String()+", not from "+inbound.From.String())
		if !reflect.DeepEqual(inbound.Packet, want[i]) {
			n.t.Errorf("what came is %T %+v, and what was sent is %+v", inbound.Packet, inbound.Packet, want[i])
		}
	}
}

// requests are one packet of each kind that is for a seeder.
func (n *networkTest) seederPackets(ticket messages.Ticket, file messages.InfoHash) []messages.Packet {
	request := &messages.Request{Ticket: ticket, InfoHash: file, BlockSize: 1000, Singly: true}
	for i := range messages.MaxSpans {
		request.Spans = append(request.Spans, messages.Span{Stream: 1<<63 + uint64(i%3), ID: uint32(i), Offset: int64(i) << 40,
			Length: 63_001, Mask: 1<<63 | uint64(i)})
	}
	return []messages.Packet{
		&messages.Query{Ticket: ticket, InfoHash: file, First: 8192}, request,
		&messages.Receipt{Ticket: ticket, InfoHash: file, Stream: 1<<64 - 1, Bytes: 1<<63 - 1},
	}
}
