package world

import (
	"time"

	"swarm/messages"
	"swarm/messages/wire"
)

// Flood makes this node send perSecond datagrams of garbage a second to another node, until the returned function is
// called. Half of them are random bytes. The others are packets that no actor asked for; in half of those one bit of
// the encoded datagram is flipped. Datagrams that parse reach the victim's actors.
func (n *Node) Flood(victim *Node, perSecond float64) (stop func()) {
	random, stopped := n.random("flood"), false
	gap := time.Duration(float64(time.Second) / perSecond)
	w := n.world
	n.reportDisturbance("it floods node " + victim.id.String() + " with garbage")
	var next func()
	next = func() {
		if stopped {
			return
		}
		if n.Alive() && victim.Alive() {
			victim.receiveRaw(n, garbage(random))
		}
		w.At(gap, next)
	}
	w.At(gap, next)
	return func() { stopped = true }
}

// garbage returns a datagram without meaning: random bytes, or an unsolicited packet, possibly damaged.
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
		&messages.Refusal{InfoHash: hash, Reason: messages.RefusalBusy},
		&messages.ReceiptNoted{Stream: random.Uint64()},
		&messages.Unchoke{InfoHash: hash},
		&messages.Availability{InfoHash: hash, Length: 1, PieceLength: 1, Whole: true},
	}
	datagram, err := wire.Append(nil, packets[random.IntN(len(packets))])
	if err != nil {
		panic("world: make garbage: " + err.Error()) // the packets above are well formed
	}
	if random.IntN(2) == 0 { // the other half stays well formed
		datagram[random.IntN(len(datagram))] ^= 1 << random.IntN(8)
	}
	return datagram
}

// receiveRaw handles a raw datagram as the socket of the real edge does. The datagram uses the downlink like a
// control packet. One that does not parse is counted and dropped.
func (n *Node) receiveRaw(from *Node, datagram []byte) {
	if !n.receiveControl(messages.IPv4Headers + int64(len(datagram))) {
		n.network().counts.Lost++
		return
	}
	packet, err := wire.Parse(datagram)
	if err != nil {
		n.network().counts.Malformed++
		return
	}
	n.receive(from.addr, packet)
}
