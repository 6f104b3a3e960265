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
	a.queues.removeDraw(draw.To)
	a.queues.now = a.ports.Clock.Now()
	a.queues.push(entry{answer: port.Answer{To: draw.To, Span: span, BlockSize: messages.RequestSize},
		bytes: draw.Bytes, file: draw.File, remote: draw.Remote})
	a.pump(ctx)
}

// removeDraw removes what was not answered of the draw of a remote.
func (q *queues) removeDraw(to netip.AddrPort) {
	receiver := q.byRemote[to]
	if receiver == nil {
		return
	}
	for _, f := range receiver.files {
		q.countFile(f.file, -f.bytes)
	}
	q.drawBytes -= receiver.bytes
	delete(q.byRemote, to)
	q.turns = without(q.turns, receiver)
}

// answerDraw allows a remote what it has drawn. Its connection holds it back if it cannot be sent.
func (a *Actor) answerDraw(ctx port.Context, drawn entry) {
	ctx.Send(drawn.remote, &port.Drawn{Bytes: drawn.bytes})
	if a.empty() { // no report of the edge follows
		a.spare.end(a.queues.now)
		a.startIdleTimer(ctx)
	}
}

// nativeBytes returns how many bytes wait here or in the edge for native receivers that have turns.
func (a *Actor) nativeBytes() int { return a.handed.bytes + a.queues.bytes - a.queues.drawBytes }
