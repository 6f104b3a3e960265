package udp

import (
	"net/netip"
	"slices"
	"time"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/wire"
)

const (
	// duplicatesPause is how often a path is told of a batch that brought nothing but duplicates: an owner that repeats
	// itself must not fill the path's mailbox.
	duplicatesPause = 5 * time.Millisecond

	// runsSearched is how far back a block looks for the run that it belongs to. Blocks of one span come together, but
	// for a few that were overtaken; a second run of one span is harmless.
	runsSearched = 16
)

// arrivals is what the batch in hand brought so far.
type arrivals struct {
	touched []*path // in order of their first block

	// The stream and the path of the block before: most blocks come in rows.
	stream *stream
	path   *path // nil when nobody is to be told
}

// block deals with a datagram that claims to be a block.
func (in *intake) block(datagram []byte, from netip.AddrPort) {
	h, payload, err := wire.ParseBlock(datagram)
	if err != nil {
		in.tally.malformed.Add(1)
		return
	}
	a := &in.arrivals
	if a.stream == nil || a.stream.id != h.Stream {
		found := in.streams.find(h.Stream)
		if found == nil {
			in.tally.unknownStream.Add(1)
			return
		}
		a.stream, a.path = found, in.paths.find(found.owner)
	}
	number, fits := a.stream.number(h, len(payload))
	if !fits || from != a.stream.owner {
		in.tally.misplaced.Add(1)
		return
	}
	switch a.stream.place(number, payload) {
	case placed:
		if a.path != nil {
			a.touch().extend(h, number, len(payload))
		}
	case duplicate:
		in.tally.duplicates.Add(1)
		if a.path != nil {
			a.touch().duplicates++
		}
	case streamClosed:
		in.tally.unknownStream.Add(1)
	}
}

// touch lists the path of the block in hand as one to tell.
func (a *arrivals) touch() *path {
	if !a.path.listed {
		a.path.listed = true
		a.touched = append(a.touched, a.path)
	}
	return a.path
}

// extend adds a block to the run of its span.
func (p *path) extend(h messages.BlockHeader, number, bytes int) {
	first := number - int(h.Index)
	for i := len(p.runs) - 1; i >= max(len(p.runs)-runsSearched, 0); i-- {
		run := &p.runs[i]
		if run.Span == h.Span && run.Stream == h.Stream && run.First == first {
			run.Mask |= 1 << h.Index
			run.Bytes += bytes
			run.Queue = h.Queue
			return
		}
	}
	p.runs = append(p.runs, port.Run{
		Stream: h.Stream, Span: h.Span, First: first, Mask: 1 << h.Index, Bytes: bytes, Queue: h.Queue,
	})
}

// tell posts what the batch brought, one message to each path.
func (in *intake) tell() {
	a := &in.arrivals
	for i, p := range a.touched {
		a.touched[i] = nil
		p.listed = false
		if len(p.runs) == 0 && in.now.Sub(p.told) < duplicatesPause {
			continue // They are told with the next blocks.
		}
		arrived := &port.BlocksArrived{At: in.now, Runs: slices.Clone(p.runs), Duplicates: p.duplicates}
		p.runs, p.duplicates, p.told = p.runs[:0], 0, in.now
		in.gate.Post(p.pid, arrived)
	}
	a.touched = a.touched[:0]
	a.stream, a.path = nil, nil // Between batches nothing is held that actors let go of.
}
