package download

import (
	"swarm/actors/port"
	"swarm/messages"
)

// ownerConnected adds a BitTorrent peer to the owners. Its path, which is its remote, lives as long as the connection.
func (a *Actor) ownerConnected(ctx port.Context, connected *port.OwnerConnected) {
	now := a.ports.Clock.Now()
	if old := a.owners.at(connected.Owner); old != nil {
		if old.path != nil && old.path.Equal(connected.Path) {
			return // it was named before the contacts restarted
		}
		a.owners.forget(old)
	}
	if isNew, _ := a.owners.learn(messages.Owner{Addr: connected.Owner}, now); !isNew {
		return
	}
	o := a.owners.at(connected.Owner)
	o.stock, o.path = true, connected.Path
	ctx.Watch(o.path)
	a.fillNeighbours(ctx, now)
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
