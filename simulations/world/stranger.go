package world

import (
	"fmt"
	"net/netip"
	"time"

	"swarm/messages"
)

// Forge sends another node perSecond answers a second with this node's address, until the returned function is called:
// wrong lengths, refusals, Unchokes and Welcomes. They come from somebody who knows no secret of either node.
func (n *Node) Forge(victim *Node, file messages.InfoHash, perSecond float64) (stop func()) {
	random := n.random("forge")
	victim.reportAttack("it gets answers in the name of node " + n.id.String())
	return n.repeat(victim, perSecond, func(int) {
		answers := []messages.Packet{
			&messages.Availability{InfoHash: file, Length: 1, PieceLength: 1 << 20, Whole: true},
			&messages.Refusal{InfoHash: file, Reason: messages.RefusalNotServed},
			&messages.Refusal{InfoHash: file, Reason: messages.RefusalStaleTicket},
			&messages.Refusal{InfoHash: file, Reason: messages.RefusalChanged},
			&messages.Unchoke{InfoHash: file},
			&messages.Welcome{Nonce: random.Uint64()},
		}
		victim.receiveFrom(n.addr, answers[random.IntN(len(answers))])
	})
}

// RequestTinyBlocks makes this node send an owner perSecond requests a second, each for as many blocks of one byte as a
// request can name, until the returned function is called.
func (n *Node) RequestTinyBlocks(owner *Node, file messages.InfoHash, perSecond float64) (stop func()) {
	n.reportAttack("it asks node " + owner.id.String() + " for tiny blocks")
	id := uint32(0)
	return n.repeat(owner, perSecond, func(int) {
		request := &messages.Request{Ticket: owner.ticketFor(n.addr), InfoHash: file, BlockSize: 1}
		for range messages.MaxSpans {
			id++
			request.Spans = append(request.Spans, messages.Span{Stream: uint64(id), ID: id,
				Length: messages.BlocksPerSpan, Mask: ^uint64(0)})
		}
		owner.receiveFrom(n.addr, request)
	})
}

// hogs is how many receivers HogPlaces pretends to be: the number of ports that a host uses easily, and more than an
// owner has slots.
const hogs = 64

// HogPlaces makes this node pretend to be 64 receivers at ports of its own, which ask an owner for a small block each
// from time to time, perSecond requests a second in all, until the returned function is called. Nobody reads the
// answers.
func (n *Node) HogPlaces(owner *Node, file messages.InfoHash, perSecond float64) (stop func()) {
	random := n.random("hog")
	n.reportAttack("it takes the places of node " + owner.id.String())
	return n.repeat(owner, perSecond, func(nth int) {
		from := netip.AddrPortFrom(n.addr.Addr(), uint16(10_000+nth%hogs))
		owner.receiveFrom(from, &messages.Request{Ticket: owner.ticketFor(from), InfoHash: file,
			BlockSize: messages.MinBlockSize, Spans: []messages.Span{{Stream: random.Uint64(), ID: uint32(nth + 1),
				Length: messages.MinBlockSize, Mask: 1}}})
	})
}

// firstInvented is the id of the first node that a stranger invents. Nodes of a world have lower ids.
const firstInvented = 1 << 24

// inventedUploads is what an invented owner claims to have uploaded, in chunks.
const inventedUploads = 1 << 40

// InventOwners makes this node register count nodes that do not exist, each of which claims to have the whole file and
// to have uploaded a lot. They give addresses of the host at, where nothing listens, or, if it is not valid, addresses
// of their own where nobody is. They are not renewed.
func (n *Node) InventOwners(count int, file messages.File, at netip.Addr) {
	if !n.Alive() {
		return
	}
	w := n.world
	n.reportAttack(fmt.Sprintf("it registers %d owners that do not exist", count))
	for i := range count {
		w.forgeries++
		id, addr := messages.NodeID(firstInvented+w.forgeries), netip.AddrPortFrom(at, uint16(1+w.forgeries))
		if !addr.IsValid() {
			addr = netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 255, byte(i >> 8), byte(i)}), datagramPort)
		}
		token := messages.Token(fmt.Sprintf("%032x", uint32(id)))
		discard := w.system.Inbox(fmt.Sprintf("invented/%d", w.forgeries), func(any) {})
		sender := newClient(n, n.incarnation) // one for each node: its requests arrive in order
		for _, ask := range []messages.Ask{
			&messages.Register{Node: id, Token: token, Addr: addr},
			&messages.Own{Node: id, Token: token, Holdings: []messages.Holding{{InfoHash: file.InfoHash,
				Name: file.Name, Length: file.Length, State: messages.HoldingWhole}}},
			&messages.Update{Node: id, Token: token, Uploads: inventedUploads},
		} {
			sender.Ask(ask, discard)
		}
	}
}

// Addr returns the address at which the node receives datagrams.
func (n *Node) Addr() netip.AddrPort { return n.addr }

// repeat calls do with 0, 1, 2 … perSecond times a second while both nodes run, until the returned function is called.
func (n *Node) repeat(victim *Node, perSecond float64, do func(nth int)) (stop func()) {
	w, stopped, nth := n.world, false, 0
	gap := time.Duration(float64(time.Second) / perSecond)
	var next func()
	next = func() {
		if stopped {
			return
		}
		if n.Alive() && victim.Alive() {
			do(nth)
			nth++
		}
		w.At(gap, next)
	}
	w.At(gap, next)
	return func() { stopped = true }
}

// ticketFor returns the ticket that the node would give to an address. A stranger gets one for each of its own
// addresses by a Hello, which is not simulated.
func (n *Node) ticketFor(from netip.AddrPort) messages.Ticket {
	tickets := n.socket.tickets
	return tickets.issue(from, n.world.now)
}

// receiveFrom handles a packet of a stranger, which uses the downlink like every control packet.
func (n *Node) receiveFrom(from netip.AddrPort, packet messages.Packet) {
	size, err := n.network().wireSize(packet)
	if err != nil {
		panic("world: send a stranger's packet: " + err.Error()) // strangers send what the parser accepts
	}
	if !n.receiveControl(size) {
		n.network().counts.Lost++
		return
	}
	n.receive(from, packet)
}
