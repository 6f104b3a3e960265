package uplink

import (
	"net/netip"
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// depthTime is how long the edge is kept busy by what it holds. What is there cannot be shared anew, nor be taken back
	// when its receiver does not want it any more, so a slow uplink is given little.
	depthTime = 50 * time.Millisecond
	// firstDepthBytes is what it is given before anything is known of it, about one full span.
	firstDepthBytes = 64 << 10
	// leastDepthBytes and mostDepthBytes bound what the edge holds. The most keeps a fast socket busy between two turns of
	// this actor; the least is a few blocks.
	leastDepthBytes = 16 << 10
	mostDepthBytes  = 768 << 10
	// batches is in how many calls of Serve that goes out, so that the next is ready before the last is done.
	batches = 3
	// maxQueuedBytes bounds what one receiver may have waiting here; a receiver's window is far smaller.
	maxQueuedBytes = 16 << 20
)

// Ports are what an uplink needs of the world.
type Ports struct {
	Settings *messages.Settings // of the node; read only
	Clock    port.Clock
	Network  port.Server
}

// Actor is the uplink of a node.
type Actor struct {
	ports   Ports
	queues  *queues
	sent    []batch // calls of Serve that the edge has not answered yet, in order
	depth   int     // bytes in sent
	pace    pace
	limits  limits
	slots   slots
	spare   spare
	file    messages.InfoHash // that was asked for last
	piece   int64             // of it, bytes
	places  places
	leisure leisure
}

// batch is one call of Serve.
type batch struct {
	entries []entry
	bytes   int
}

// New makes the uplink of a node. The memory is the same value for each incarnation.
func New(ports Ports, memory *Memory) actor.Actor {
	return &Actor{ports: ports, queues: newQueues(ports.Settings.MaxReceivers, maxQueuedBytes), limits: limits{memory: memory}}
}

// Receive deals with one message.
func (a *Actor) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		a.limit(ctx)
		a.idle(ctx)
	case *actor.Stopping:
		a.dismiss()
		a.rest()
	case *actor.Restarting:
		a.rest()
	case *messages.Limits:
		a.limits.memory.limits = *message
		a.limit(ctx)
	case *port.Grant:
		a.queue(ctx, message)
		a.pump(ctx)
		a.invite(ctx)
	case *port.Served:
		a.served(message)
		a.pump(ctx)
		if a.depth == 0 && a.queues.bytes == 0 {
			a.idle(ctx)
		}
		a.invite(ctx)
	case *port.ServeFailed:
		a.failed(ctx, message)
	case *port.SeederBegan:
		a.join(ctx, message.Seeder)
	case *actor.Terminated:
		a.leave(message.Who)
	case *leisureDue:
		a.leisureDue(ctx, message)
	case *placeDue:
		a.placeDue(ctx, message)
	case *roomDue:
		a.roomDue(ctx, message)
	}
}

func (a *Actor) queue(ctx port.Context, grant *port.Grant) {
	if len(grant.Answers) == 0 {
		return
	}
	a.file, a.piece = grant.File, grant.Piece
	if first := grant.Answers[0]; !a.slots.admit(grant, a.most(), a.serves, a.ports.Clock.Now()) {
		a.ports.Network.Send(first.To, &messages.Refusal{Stream: first.Span.Stream, Reason: messages.RefusalBusy})
		return
	}
	admitted := 0
	for _, answer := range grant.Answers {
		if !a.queues.push(entry{answer: answer, bytes: answer.Bytes(), file: grant.File, seeder: grant.Seeder}) {
			a.ports.Network.Send(answer.To, &messages.Refusal{Stream: answer.Span.Stream, Reason: messages.RefusalBusy})
			break // the rest of the same request would be refused as well: one refusal says it
		}
		admitted++
	}
	if grant.Tell && admitted > 0 {
		ctx.Send(grant.Seeder, &port.Admitted{Answers: grant.Answers[:admitted]})
	}
}

// dismiss tells the receivers, stream by stream, that what they wait for does not come: this node leaves, and somebody else
// may serve them at once, rather than when they have found out by its silence.
func (a *Actor) dismiss() {
	told := map[uint64]bool{}
	tell := func(e entry) {
		if stream := e.answer.Span.Stream; !told[stream] {
			told[stream] = true
			a.ports.Network.Send(e.answer.To, &messages.Refusal{Stream: stream, Reason: messages.RefusalNotServed})
		}
	}
	for _, batch := range a.sent {
		for _, e := range batch.entries {
			tell(e)
		}
	}
	a.queues.each(tell)
}

// pump gives the edge as much as keeps it busy, and the limits allow.
func (a *Actor) pump(ctx port.Context) {
	most := a.pace.depth()
	a.queues.turn = min(a.limits.budget.Turn(), a.pace.turn())
	for a.depth < most && a.queues.bytes > 0 {
		if a.depth == 0 {
			now := a.ports.Clock.Now()
			a.pace.begin(now)
			a.spare.began(now)
			a.leisure.busy()
		}
		next, answers := a.fill(most / batches)
		if len(answers) == 0 {
			a.wait(ctx)
			return
		}
		a.sent = append(a.sent, next)
		a.depth += next.bytes
		a.ports.Network.Serve(answers, ctx.Self())
	}
}

// fill takes so many bytes of answers in turn, or as many as may be sent now.
func (a *Actor) fill(most int) (next batch, answers []port.Answer) {
	waiting := a.depth + a.queues.bytes
	gate := a.gate()
	for next.bytes < most {
		taken, ok := a.queues.pop(gate)
		if !ok {
			break
		}
		taken.answer.Queue = a.delay(taken, waiting)
		a.limits.took(taken)
		answers = append(answers, taken.answer)
		next.entries = append(next.entries, taken)
		next.bytes += taken.bytes
	}
	return next, answers
}

// serves tells whether anything for a receiver waits, here or in the edge.
func (a *Actor) serves(to netip.AddrPort) bool {
	if a.queues.waits(to) {
		return true
	}
	for _, batch := range a.sent {
		for _, entry := range batch.entries {
			if entry.answer.To == to {
				return true
			}
		}
	}
	return false
}

func (a *Actor) served(served *port.Served) {
	if len(a.sent) == 0 {
		return // it was asked for by an incarnation that crashed
	}
	a.depth -= a.sent[0].bytes
	a.sent = a.sent[1:]
	now := a.ports.Clock.Now()
	a.pace.left(served.Bytes, now)
	if a.depth == 0 && a.queues.bytes == 0 {
		a.spare.stopped(now)
	}
}

func (a *Actor) failed(ctx port.Context, failed *port.ServeFailed) {
	for _, batch := range a.sent {
		for _, entry := range batch.entries {
			if entry.answer.Span == failed.Answer.Span && entry.answer.To == failed.Answer.To {
				ctx.Send(entry.seeder, failed)
				return
			}
		}
	}
}
