package porttest

import (
	"fmt"
	"net/netip"

	"swarm/actors/port"
	"swarm/messages"
)

// The tests of NetworkSuite that are about control packets.

func helloIsAnswered(n *networkTest) {
	n.must(n.hello() != messages.Ticket{}, "a ticket is not empty")
	got, _ := n.path.received()
	n.must(Only[*port.Inbound](n.t, got).From == n.OwnerAddr, "Welcome comes from the owner")
	n.must(n.hello() != messages.Ticket{}, "each Hello is answered")
}

func seederGetsItsPackets(n *networkTest) {
	other, ticket := n.mailbox("another seeder", nil), n.hello()
	n.Owner.Publish(n.file, n.seeder.pid)
	n.Owner.Publish(messages.InfoHash{7, 2}, other.pid)
	packets := n.seederPackets(ticket, n.file)
	for _, packet := range packets {
		n.Receiver.Send(n.OwnerAddr, packet)
	}
	n.hello()
	n.requirePackets(n.seeder, n.ReceiverAddr, packets...)
	n.requirePackets(other, n.ReceiverAddr)
	n.requirePackets(n.path, n.OwnerAddr)
}

func pathGetsItsPackets(n *networkTest) {
	packets := []messages.Packet{
		&messages.Availability{InfoHash: n.file, Nonce: 1 << 63, Length: 1 << 40, PieceLength: 1 << 20, Whole: true},
		&messages.Availability{InfoHash: n.file, Length: 12 << 20, PieceLength: 1 << 20, First: 0,
			Bits: []byte{0xA5, 0x70}},
		&messages.Refusal{InfoHash: n.file, Stream: 3, Reason: messages.RefusalBusy},
		&messages.Refusal{InfoHash: n.file, Nonce: 1<<64 - 1, Reason: messages.RefusalChanged},
		&messages.Unchoke{InfoHash: n.file, Nonce: 1<<64 - 1},
		&messages.ReceiptNoted{Stream: 1<<64 - 1},
	}
	for _, packet := range packets {
		n.Owner.Send(n.ReceiverAddr, packet)
	}
	n.until(n.t, "the packets arrive", func() bool { return len(n.packets(n.path)) >= len(packets) })
	n.requirePackets(n.path, n.OwnerAddr, packets...)
}

func burstInOrder(n *networkTest) {
	n.Owner.Publish(n.file, n.seeder.pid)
	ticket, packets := n.hello(), []messages.Packet{}
	for i := range uint32(200) {
		packets = append(packets, &messages.Query{Ticket: ticket, InfoHash: n.file, First: 8 * i})
	}
	for _, packet := range packets {
		n.Receiver.Send(n.OwnerAddr, packet)
	}
	n.hello()
	n.requirePackets(n.seeder, n.ReceiverAddr, packets...)
}

// staleTicket checks that each packet with a wrong ticket is refused once, with the nonce or the stream of what it
// answers, and reaches no seeder.
func staleTicket(n *networkTest) {
	n.Owner.Publish(n.file, n.seeder.pid)
	wrong := n.hello()
	wrong[0] ^= 1
	for _, packet := range n.seederPackets(wrong, n.file) {
		n.Receiver.Send(n.OwnerAddr, packet)
	}
	n.Receiver.Send(n.OwnerAddr, &messages.Probe{Ticket: wrong, Nonce: 6, Length: 500})
	n.hello()
	n.requirePackets(n.seeder, n.ReceiverAddr)
	stale := messages.RefusalStaleTicket
	n.requirePackets(n.path, n.OwnerAddr, &messages.Refusal{InfoHash: n.file, Nonce: queryNonce, Reason: stale},
		&messages.Refusal{InfoHash: n.file, Stream: 1 << 63, Reason: stale},
		&messages.Refusal{InfoHash: n.file, Stream: 1<<64 - 1, Reason: stale},
		&messages.Refusal{InfoHash: n.file, Nonce: requestNonce, Reason: stale},
		&messages.Refusal{Nonce: 6, Reason: stale})
}

// notPublished checks that every stream of a request is refused. Otherwise its chunk would wait for blocks that are
// never sent.
func notPublished(n *networkTest) {
	n.Owner.Publish(n.file, n.seeder.pid)
	n.Owner.Unpublish(n.file)
	n.Owner.Unpublish(n.file)
	for _, packet := range n.seederPackets(n.hello(), n.file) {
		n.Receiver.Send(n.OwnerAddr, packet)
	}
	n.hello()
	n.requirePackets(n.seeder, n.ReceiverAddr)
	want := []messages.Packet{&messages.Refusal{InfoHash: n.file, Nonce: queryNonce, Reason: messages.RefusalNotServed}}
	for _, stream := range []uint64{1 << 63, 1<<63 + 1, 1<<63 + 2, 1<<64 - 1} {
		want = append(want, &messages.Refusal{InfoHash: n.file, Stream: stream, Reason: messages.RefusalNotServed})
	}
	want = append(want, &messages.Refusal{InfoHash: n.file, Nonce: requestNonce, Reason: messages.RefusalNotServed})
	n.requirePackets(n.path, n.OwnerAddr, want...)
}

func publishedTwice(n *networkTest) {
	second, query := n.mailbox("second", nil), &messages.Query{Ticket: n.hello(), InfoHash: n.file}
	n.Owner.Publish(n.file, n.seeder.pid)
	n.Owner.Publish(n.file, second.pid)
	n.Receiver.Send(n.OwnerAddr, query)
	n.hello()
	n.requirePackets(n.seeder, n.ReceiverAddr)
	n.requirePackets(second, n.ReceiverAddr, query)
}

// notConnected checks that a packet from an owner without a connected path is delivered to no path.
func notConnected(n *networkTest) {
	others := n.mailbox("another owner's path", nil)
	n.Receiver.Connect(n.Nowhere, others.pid)
	n.Receiver.Disconnect(n.OwnerAddr, n.path.pid)
	n.Owner.Send(n.ReceiverAddr, &messages.ReceiptNoted{Stream: 1})
	n.waitUntilProcessed()
	n.Receiver.Connect(n.OwnerAddr, n.path.pid)
	n.hello()
	n.requirePackets(n.path, n.OwnerAddr)
	n.requirePackets(others, n.Nowhere)
}

// waitUntilProcessed waits until the receiver has processed all packets that the owner sent it.
func (n *networkTest) waitUntilProcessed() {
	n.t.Helper()
	n.lastNonce++
	back := n.mailbox(fmt.Sprintf("back/%d", n.lastNonce), nil)
	n.Owner.Connect(n.ReceiverAddr, back.pid)
	n.Owner.Send(n.ReceiverAddr, &messages.Query{InfoHash: n.file})
	n.until(n.t, "the receiver refuses a ticket that it never issued", func() bool { return len(n.packets(back)) == 1 })
	n.Owner.Disconnect(n.ReceiverAddr, back.pid)
}

func disconnect(n *networkTest) {
	second, noted := n.mailbox("second", nil), &messages.ReceiptNoted{Stream: 5}
	n.Receiver.Disconnect(n.OwnerAddr, second.pid) // no effect: second is not the connected path
	n.Owner.Send(n.ReceiverAddr, noted)
	n.waitUntilProcessed()
	n.requirePackets(n.path, n.OwnerAddr, noted)
	n.Receiver.Connect(n.OwnerAddr, second.pid)
	n.Receiver.Disconnect(n.OwnerAddr, n.path.pid) // no effect: it is no longer the connected path
	n.Owner.Send(n.ReceiverAddr, noted)
	n.waitUntilProcessed()
	n.requirePackets(n.path, n.OwnerAddr, noted)
	n.requirePackets(second, n.OwnerAddr, noted)
	n.Receiver.Disconnect(n.OwnerAddr, second.pid)
	n.Owner.Send(n.ReceiverAddr, noted)
	n.waitUntilProcessed()
	n.requirePackets(second, n.OwnerAddr, noted)
}

// probes checks that probes of several lengths are echoed. The longest is longer than a datagram can be (RFC 768).
func probes(n *networkTest) {
	n.Owner.Publish(n.file, n.seeder.pid)
	ticket := n.hello()
	var echoes []messages.Packet
	for _, length := range []int{messages.MinProbe, messages.HelloLength,
		messages.BlockPayload + messages.BlockOverhead, 65_535} {
		n.Receiver.Send(n.OwnerAddr, &messages.Probe{Ticket: ticket, Nonce: uint64(length), Length: uint16(length)})
		echoes = append(echoes, &messages.ProbeEcho{Nonce: uint64(length), Length: uint16(length)})
	}
	n.hello()
	n.requirePackets(n.path, n.OwnerAddr, echoes[:3]...)
	n.requirePackets(n.seeder, n.ReceiverAddr)
}

func unreachableAddresses(n *networkTest) {
	for range 50 {
		for _, to := range []netip.AddrPort{n.Nowhere, {}, netip.AddrPortFrom(n.OwnerAddr.Addr(), 0)} {
			n.Receiver.Send(to, &messages.Hello{})
			n.Receiver.Send(to, &messages.ReceiptNoted{})
		}
	}
	n.hello()
	n.requirePackets(n.path, n.OwnerAddr)
}

// invalidPackets checks that packets which no receiver would accept are not sent.
func invalidPackets(n *networkTest) {
	n.Owner.Publish(n.file, n.seeder.pid)
	ticket := n.hello()
	many := &messages.Request{Ticket: ticket, InfoHash: n.file, BlockSize: 1000}
	for range messages.MaxSpans + 1 {
		many.Spans = append(many.Spans, messages.Span{Length: 1000, Mask: 1})
	}
	for _, packet := range []messages.Packet{
		many, &messages.Query{Ticket: ticket, InfoHash: n.file, First: 1},
		&messages.Receipt{Ticket: ticket, InfoHash: n.file, Bytes: -1},
		&messages.Probe{Ticket: ticket, Length: messages.MinProbe - 1},
	} {
		n.Receiver.Send(n.OwnerAddr, packet)
	}
	n.hello()
	n.requirePackets(n.seeder, n.ReceiverAddr)
	n.requirePackets(n.path, n.OwnerAddr)
}

func blockSizes(n *networkTest) {
	base, limit := n.Receiver.BlockSizes(n.OwnerAddr)
	n.must(0 < base && base <= limit, "0 < base <= limit")
}

// receiveWindow checks that the windows of all owners together fit the socket's buffer. With very many owners each
// still has a window of some blocks.
func receiveWindow(n *networkTest) {
	const few = 32 << 10 // bytes
	single := n.Receiver.ReceiveWindow()
	for i := range 9 {
		at := netip.AddrPortFrom(n.OwnerAddr.Addr(), uint16(1000+i))
		n.Receiver.Connect(at, n.mailbox("path of "+at.String(), nil).pid)
	}
	shared := n.Receiver.ReceiveWindow()
	n.must(messages.BlockPayload <= shared && shared < single && 10*shared <= max(single, 10*few),
		"ten owners share what one had")
}

func sentBeforeEnd(n *networkTest) {
	var packets []messages.Packet
	for stream := range uint64(100) {
		packets = append(packets, &messages.Refusal{Stream: stream + 1, Reason: messages.RefusalNotServed})
		n.Owner.Send(n.ReceiverAddr, packets[stream])
	}
	n.End()
	n.until(n.t, "the packets arrive", func() bool { return len(n.packets(n.path)) >= len(packets) })
	n.requirePackets(n.path, n.OwnerAddr, packets...)
}

// socketHasEnded checks that calls on a socket which has ended have no effect, and that packets sent to it reach no
// mailbox.
func socketHasEnded(n *networkTest) {
	n.Owner.Publish(n.file, n.seeder.pid)
	query := &messages.Query{Ticket: n.hello(), InfoHash: n.file}
	stream, _ := n.open(messages.Range{Length: 1000}, 1000)
	n.End()
	n.Owner.Publish(n.file, n.seeder.pid)
	n.Owner.Connect(n.ReceiverAddr, n.seeder.pid)
	n.Owner.Open(port.StreamSpec{Owner: n.ReceiverAddr, Range: messages.Range{Length: 1000}, BlockSize: 500,
		Buffer: n.Buffer(1000)}).Close()
	n.Owner.Serve(n.answers(stream), n.uplink.pid)
	for range 10 {
		n.Owner.Send(n.ReceiverAddr, &messages.ReceiptNoted{})
		n.Receiver.Send(n.OwnerAddr, query)
	}
	n.Pass(quietTime)
	n.must(stream.Received().Count() == 0, "no block leaves")
	for _, box := range []*mailbox{n.seeder, n.uplink} {
		got, _ := box.received()
		n.must(len(got) == 0, "no mailbox receives anything")
	}
	n.requirePackets(n.path, n.OwnerAddr)
}
