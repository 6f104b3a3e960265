package uplink

import (
	"net/netip"

	"swarm/actors/port"
	"swarm/messages"
)

// draw queues the draw of a remote among what waits for native receivers, so that all have their turns within the
// limits. A new draw replaces what is left of an older one. The choker decides who may draw; slots are for native
// receivers.
func (a *Actor) draw(ctx port.Context, draw *port.Draw) {
	blocks := messages.Blocks(int64(draw.Bytes), messages.RequestSize)
	if draw.Bytes <= 0 || blocks > messages.BlocksPerSpan {
		return
	}
	span := messages.Span{Length: uint32(draw.Bytes), Mask: ^uint64(0) >> (messages.BlocksPerSpan - blocks)}
	a.queues.now = a.ports.Clock.Now()
	a.queues.push(entry{answer: port.Answer{To: draw.To, Span: span, BlockSize: messages.RequestSize},
		bytes: draw.Bytes, file: draw.File, remote: draw.Remote})
	a.pump(ctx)
}

// undraw drops the draws of a remote that has stopped.
func (a *Actor) undraw(to netip.AddrPort) {
	if receiver := a.queues.byReceiver[to]; receiver != nil && receiver.account == nil {
		a.queues.remove(receiver)
	}
}

// remove removes all that is queued for a receiver that has turns.
func (q *queues) remove(receiver *queue) {
	for _, f := range receiver.files {
		q.countFile(f.file, -f.bytes)
	}
	delete(q.byReceiver, receiver.to)
	q.turns = without(q.turns, receiver)
}
