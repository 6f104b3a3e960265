package download

import (
	"swarm/actors/port"
	"swarm/messages"
)

// ownerConnected adds a BitTorrent peer to the owners. Its path, which is its remote, lives as long as the connection.
// A node at the same address, where datagrams go to a port of their own, stays what it is.
func (a *Actor) ownerConnected(ctx port.Context, connected *port.OwnerConnected) {
	now := a.ports.Clock.Now()
	if old := a.owners.at(connected.Owner); old != nil {
		if !old.stock || old.path.Equal(connected.Path) { // contacts name a remote once to each incarnation
			return
		}
		a.owners.forget(old)
	}
	isNew, forgotten := a.owners.learn(messages.Owner{Addr: connected.Owner}, now)
	if forgotten != nil {
		a.forgetInquiry(ctx, forgotten)
	}
	if !isNew {
		return
	}
	o := a.owners.at(connected.Owner)
	o.stock, o.path = true, connected.Path
	ctx.Watch(o.path)
	a.fillNeighbours(ctx, now)
}

// distrust ends the connection with a BitTorrent peer most of whose pieces are wrong, and has its host banned. Pieces
// are verified after they came: the peer may be gone.
func (a *Actor) distrust(ctx port.Context, o *owner) {
	if o.path != nil {
		ctx.Send(o.path, &port.Distrust{})
		return
	}
	ctx.Send(a.spec.Contacts, &port.PeerBanned{Addr: o.announced.Addr})
}

// stockChunk shortens a chunk so that no block of a BitTorrent peer belongs to two pieces: it ends with the first piece
// whose length is no multiple of a block.
func stockChunk(file messages.File, chunk messages.Chunk) messages.Chunk {
	for piece := chunk.First; piece < chunk.End(); piece++ {
		if file.PieceRange(piece).Length%messages.RequestSize != 0 {
			return messages.Chunk{First: chunk.First, Count: piece + 1 - chunk.First}
		}
	}
	return chunk
}
