package path

import (
	"swarm/actors/port"
	"swarm/messages"
)

// confirmBytes is how much arrives before it is confirmed by a Request without spans, unless that is less than one part
// in confirmParts of what is in flight. An owner sends twice as much before it needs any proof that blocks arrive, and
// then four times what the path was seen to hold (actors/uplink, outstanding.go), so it never waits for this packet.
const (
	confirmBytes = 32 << 10
	confirmParts = 4
)

// confirmation shows the owner that its blocks arrive: each packet to it carries the unguessable mark of the last
// block. Most marks travel with requests. While nothing is to be requested, a Request without spans carries them.
type confirmation struct {
	mark  uint32 // of the last block; 0: none has arrived
	bytes int    // that have arrived since the owner was sent a mark
}

// noteArrived takes in a batch of blocks.
func (c *confirmation) noteArrived(batch *port.BlocksArrived) {
	if batch.Mark != 0 {
		c.mark = batch.Mark
	}
	for _, run := range batch.Runs {
		c.bytes += run.Bytes
	}
}

// take returns the mark for a packet that is about to be sent.
func (c *confirmation) take() uint32 {
	c.bytes = 0
	return c.mark
}

// due reports whether the mark should be sent now although nothing else is, while so many bytes are in flight.
func (c *confirmation) due(inFlight int) bool {
	return inFlight > 0 && c.bytes >= max(confirmBytes, inFlight/confirmParts)
}

// sendConfirmation sends the owner the mark of the last block, if nothing else has carried it for long.
func (a *Actor) sendConfirmation() {
	if len(a.fetches) > 0 && a.confirmation.due(a.congestion.InFlight()) {
		f := a.fetches[0]
		a.ports.Network.Send(a.owner, &messages.Request{Ticket: a.ticket.value, InfoHash: f.file,
			Nonce: a.nonceOf(f.file), BlockSize: uint16(f.blockSize), Have: f.have, Mark: a.confirmation.take()})
	}
}
