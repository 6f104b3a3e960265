package uplink

import (
	"net/netip"

	"swarm/actors/port"
)

// handed is what was handed to the network's edge and not yet reported as served.
type handed struct {
	batches []batch // calls of Serve, in order
	bytes   int
}

// batch is one call of Serve.
type batch struct {
	entries []entry
	bytes   int
}

func (h *handed) add(b batch) {
	h.batches = append(h.batches, b)
	h.bytes += b.bytes
}

// done removes the first batch, and reports whether there was one: the call may have been made by an incarnation that
// crashed.
func (h *handed) done() bool {
	if len(h.batches) == 0 {
		return false
	}
	h.bytes -= h.batches[0].bytes
	h.batches = h.batches[1:]
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
func (h *handed) has(to netip.AddrPort) bool {
	for _, batch := range h.batches {
		for i := range batch.entries {
			if batch.entries[i].answer.To == to {
				return true
			}
		}
	}
	return false
}

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
	for a.handed.bytes < maxBytes && a.queues.bytes > 0 {
		if a.handed.bytes == 0 {
			now := a.ports.Clock.Now()
			a.meter.begin(now)
			a.spare.begin(now)
			a.idle.reset()
		}
		next, answers := a.fill(maxBytes / batchesInEdge)
		if len(answers) == 0 {
			if a.queues.bytes > 0 {
				a.waitForBudget(ctx)
			}
			return
		}
		a.handed.add(next)
		a.ports.Network.Serve(answers, ctx.Self())
	}
}

// fill takes answers in turn until they have maxBytes or no more may be sent now.
func (a *Actor) fill(maxBytes int) (next batch, answers []port.Answer) {
	waiting := a.handed.bytes + a.queues.bytes
	available := a.limits.gate(a.ports.Clock)
	a.queues.now = a.ports.Clock.Now()
	for next.bytes < maxBytes {
		taken, ok := a.queues.pop(available)
		if !ok {
			break
		}
		taken.answer.Queue = a.delay(taken.file, waiting)
		a.limits.take(taken)
		answers = append(answers, taken.answer)
		next.entries = append(next.entries, taken)
		next.bytes += taken.bytes
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
