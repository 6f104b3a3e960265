package uplink

import (
	"net/netip"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// maxQueuedBytes bounds what waits for one receiver. A receiver's window is far smaller.
const maxQueuedBytes = 16 << 20

// Ports are what an uplink needs of the world.
type Ports struct {
	Settings *messages.Settings // of the node; read only
	Clock    port.Clock
	Rand     port.Rand
	Network  port.Server
}

// Actor is the uplink of a node.
type Actor struct {
	ports      Ports
	memory     *Memory
	queues     *queues
	handed     handed
	meter      meter
	limits     limits
	slots      slots
	slotTimer  timer
	spare      spare
	idle       idleTimer
	file       messages.InfoHash // of the last grant
	pieceBytes int64             // piece length of that file
}

// New returns the uplink of a node. All incarnations share the same memory.
func New(ports Ports, memory *Memory) actor.Actor {
	queues := newQueues(ports.Settings.MaxReceivers, maxQueuedBytes)
	queues.accounts, queues.draw = &memory.accounts, ports.Rand.Uint64
	return &Actor{ports: ports, memory: memory, queues: queues}
}

// Receive handles one message.
func (a *Actor) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		a.applyLimits(ctx)
		a.startIdleTimer(ctx)
	case *actor.Stopping:
		a.refuseAll()
		a.stopTimers()
	case *actor.Restarting:
		a.stopTimers()
	case *messages.Limits:
		a.memory.limits = *message
		a.applyLimits(ctx)
	case *port.Grant:
		a.grant(ctx, message)
	case *port.Redeem:
		a.redeem(ctx, message)
	case *port.Draw:
		a.draw(ctx, message)
	case *port.Undraw:
		a.queues.removeDraw(message.To)
	case *port.Served:
		a.served(ctx, message)
	case *port.ServeFailed:
		a.serveFailed(ctx, message)
	case *port.SeederBegan:
		a.memory.addSeeder(ctx, message.Seeder)
	case *actor.Terminated:
		a.memory.removeSeeder(message.Who)
	case *leisureDue:
		a.leisureDue(ctx, message)
	case *placeDue:
		a.placeDue(ctx, message)
	case *budgetDue:
		a.budgetDue(ctx, message)
	}
}

func (a *Actor) stopTimers() {
	a.limits.stop()
	a.idle.stop()
	a.slotTimer.stop()
}

// grant takes in what a receiver confirms, and queues the answers of a grant, or refuses them if their receiver gets no
// slot or has too much queued.
func (a *Actor) grant(ctx port.Context, grant *port.Grant) {
	a.confirmed(grant.To, grant.Mark, len(grant.Answers) > 0)
	if len(grant.Answers) > 0 {
		a.file, a.pieceBytes = grant.File, grant.Piece
		a.enqueue(ctx, grant)
	}
	a.pump(ctx)
	a.unchoke(ctx)
}

func (a *Actor) enqueue(ctx port.Context, grant *port.Grant) {
	if !a.admit(grant) {
		a.refuse(grant.Answers[0], messages.RefusalBusy)
		return
	}
	admitted := 0
	for _, answer := range grant.Answers {
		if !a.queues.push(entry{answer: answer, bytes: answer.Bytes(), file: grant.File, seeder: grant.Seeder}) {
			a.refuse(answer, messages.RefusalBusy)
			break // one refusal is enough for the other answers of the request
		}
		admitted++
	}
	if grant.Tell && admitted > 0 {
		ctx.Send(grant.Seeder, &port.Admitted{Answers: grant.Answers[:admitted]})
	}
}

func (a *Actor) refuse(answer port.Answer, reason messages.RefusalReason) {
	a.ports.Network.Send(answer.To, &messages.Refusal{Stream: answer.Span.Stream, Reason: reason})
}

// refuseAll refuses every stream that has something queued, once, because the node leaves. Its receivers can then ask
// other owners at once, and need not wait for a timeout.
func (a *Actor) refuseAll() {
	refused := map[uint64]bool{}
	refuse := func(e entry) {
		if stream := e.answer.Span.Stream; e.remote == nil && !refused[stream] {
			refused[stream] = true
			a.refuse(e.answer, messages.RefusalNotServed)
		}
	}
	a.handed.each(refuse)
	a.queues.each(refuse)
}

// owes reports whether anything for a receiver is in the edge, or is queued here and may be sent.
func (a *Actor) owes(to netip.AddrPort) bool { return a.queues.owes(to) || a.handed.has(to) }
