package uplink

import (
	"net/netip"

	"swarm/actors/port"
)

// handed is what was handed to the network's edge and not yet reported as served.
type handed struct {
	batches    []batch // calls of Serve, in order
	bytes      int
	work       int
	byReceiver map[netip.AddrPort]int // entries
}

// batch is one call of Serve.
type batch struct {
	entries []entry
	bytes   int
	work    int
}

func (b *batch) add(e entry) {
	b.entries = append(b.entries, e)
	b.bytes += e.bytes
	b.work += e.work()
}

func (h *handed) add(b batch) {
	h.batches = append(h.batches, b)
	h.bytes += b.bytes
	h.work += b.work
	if h.byReceiver == nil {
		h.byReceiver = map[netip.AddrPort]int{}
	}
	for i := range b.entries {
		h.byReceiver[b.entries[i].answer.To]++
	}
}

// done removes the first batch, and reports whether there was one: the call may have been made by an incarnation that
// crashed.
func (h *handed) done() bool {
	if len(h.batches) == 0 {
		return false
	}
	first := h.batches[0]
	h.batches = h.batches[1:]
	h.bytes -= first.bytes
	h.work -= first.work
	for i := range first.entries {
		to := first.entries[i].answer.To
		if h.byReceiver[to]--; h.byReceiver[to] == 0 {
			delete(h.byReceiver, to)
		}
	}
	return true
}

func (h *handed) each(do func(entry)) {
	for _, batch := range h.batches {
		for _, e := range batch.entries {
			do(e)
		}
	}
}

// has reports whether anything for a receiver is in the edge.
func (h *handed) has(to netip.AddrPort) bool { return h.byReceiver[to] > 0 }

// seederOf returns the seeder that granted an answer, or nil if the answer is not in the edge.
func (h *handed) seederOf(answer port.Answer) port.PID {
	for _, batch := range h.batches {
		for i := range batch.entries {
			if e := &batch.entries[i]; e.answer.Span == answer.Span && e.answer.To == answer.To {
				return e.seeder
			}
		}
	}
	return nil
}

// pump hands the edge as much as keeps it busy and as the limits allow.
func (a *Actor) pump(ctx port.Context) {
	maxBytes := a.meter.edgeBytes()
	a.queues.turnBytes = min(a.limits.budget.Turn(), a.meter.turnBytes())
	for a.handed.work < maxBytes && a.queues.bytes > 0 {
		next, answers := a.fill(ctx, maxBytes/batchesInEdge)
		if len(answers) == 0 {
			if a.queues.bytes > 0 {
				a.waitForBudget(ctx)
			}
			return
		}
		if a.handed.bytes == 0 {
			now := a.ports.Clock.Now()
			a.meter.begin(now)
			a.spare.begin(now)
			a.idle.reset()
		}
		a.handed.add(next)
		a.ports.Network.Serve(answers, ctx.Self())
	}
}

// fill takes answers in turn until they are so much work or no more may be sent now. What remotes have drawn is not the
// edge's work.
func (a *Actor) fill(ctx port.Context, maxWork int) (next batch, answers []port.Answer) {
	waiting := a.handed.bytes + a.queues.bytes
	available := a.limits.gate(a.ports.Clock)
	a.queues.now = a.ports.Clock.Now()
	for next.work < maxWork {
		taken, ok := a.queues.pop(available)
		if !ok {
			break
		}
		a.limits.take(taken)
		if taken.remote != nil {
			a.answerDraw(ctx, taken)
			continue
		}
		taken.answer.Queue = a.delay(taken.file, waiting)
		answers = append(answers, taken.answer)
		next.add(taken)
	}
	return next, answers
}

// served handles the end of one call of Serve.
func (a *Actor) served(ctx port.Context, served *port.Served) {
	if a.handed.done() {
		now := a.ports.Clock.Now()
		a.meter.add(served.Bytes, now)
		if a.empty() {
			a.spare.end(now)
		}
	}
	a.pump(ctx)
	if a.empty() {
		a.startIdleTimer(ctx)
	}
	a.unchoke(ctx)
}

// empty reports whether there is nothing to send, here or in the edge.
func (a *Actor) empty() bool { return a.handed.bytes == 0 && a.queues.bytes == 0 }

func (a *Actor) serveFailed(ctx port.Context, failed *port.ServeFailed) {
	if seeder := a.handed.seederOf(failed.Answer); seeder != nil {
		ctx.Send(seeder, failed)
	}
}
