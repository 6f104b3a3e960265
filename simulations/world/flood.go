package world

import (
	"time"

	"swarm/messages"
	"swarm/messages/wire"
)

// Flood lets this node send garbage to another one, so many datagrams a second, until the returned function is called.
// Half of them are random bytes, half are true packets of which some bits flipped on the way past the checksum's author:
// sealed again, so that the parser must find what is wrong. What still parses reaches the victim's actors.
func (n *Node) Flood(victim *Node, perSecond float64) (stop func()) {
	random, over := n.random("flood"), false
	gap := time.Duration(float64(time.Second) / perSecond)
	w := n.world
	n.disturbed("it floods node " + victim.id.String() + " with garbage")
	var next func()
	next = func() {
		if over {
			return
		}
		if n.Alive() && victim.Alive() {
			victim.hear(n, garbage(random))
		}
		w.At(gap, next)
	}
	w.At(gap, next)
	return func() { over = true }
}

// garbage makes a datagram that means nothing, or nearly something.
func garbage(random *Rand) []byte {
	if random.IntN(2) == 0 {
		bytes := make([]byte, 1+random.IntN(200))
		random.Fill(bytes)
		return bytes
	}
	var hash messages.InfoHash
	random.Fill(hash[:])
	packets := []messages.Packet{
		&messages.Hello{Nonce: random.Uint64()}, &messages.Welcome{Nonce: random.Uint64()},
		&messages.Query{InfoHash: hash, First: 8}, &messages.Receipt{InfoHash: hash, Stream: random.Uint64(), Bytes: 1},
		&messages.Refusal{InfoHash: hash, Reason: messages.RefusalBusy}, &messages.ReceiptNoted{Stream: random.Uint64()},
		&messages.Unchoke{InfoHash: hash},
		&messages.Availability{InfoHash: hash, Length: 1, PieceLength: 1, Whole: true},
	}
	datagram, err := wire.Append(nil, packets[random.IntN(len(packets))])
	if err != nil {
		panic("world: make garbage: " + err.Error()) // the packets above are well formed
	}
	if random.IntN(2) == 0 { // the other half is well formed, and nobody asked for it
		datagram[random.IntN(len(datagram))] ^= 1 << random.IntN(8)
	}
	return datagram
}

// hear takes in raw bytes as the socket of the real edge does: they use the downlink as control packets do, and what does
// not parse is counted and dropped.
func (n *Node) hear(from *Node, datagram []byte) {
	if !n.connection.hearControl(n.world.now, messages.IPv4Headers+int64(len(datagram))) {
		n.world.network.counts.Lost++
		return
	}
	packet, err := wire.Parse(datagram)
	if err != nil {
		n.world.network.counts.Malformed++
		return
	}
	n.socket.receive(from.addr, packet)
}
