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
	// duplicatesPause is the minimum time between two messages to a path that report nothing but duplicates. It keeps
	// an owner that repeats itself from filling the path's mailbox.
	duplicatesPause = 5 * time.Millisecond

	// runsSearched is how many of the latest runs are searched for the one that a block extends. The blocks of a span
	// arrive together, except for a few that were reordered. A span with two runs does no harm.
	runsSearched = 16
)

// arrivals collects what the blocks of one batch brought.
type arrivals struct {
	touched []*path // paths with something to report, in order of their first block

	// The stream and the path of the previous block. They are kept because consecutive blocks mostly belong together.
	stream *stream
	path   *path // nil if no path is connected to the stream's owner
}

// handleBlock places a datagram that claims to be a block in its stream's buffer.
func (in *intake) handleBlock(datagram []byte, from netip.AddrPort) {
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
	number, fits := a.stream.blockNumber(h, len(payload))
	if !fits || from != a.stream.owner {
		in.tally.misplaced.Add(1)
		return
	}
	switch a.stream.place(number, payload) {
	case placed:
		if a.path != nil {
			a.touch().extend(h, number, len(payload))
			a.path.mark = h.Mark
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

// touch adds the current path to touched, once per batch.
func (a *arrivals) touch() *path {
	if !a.path.touched {
		a.path.touched = true
		a.touched = append(a.touched, a.path)
	}
	return a.path
}

// extend adds a block to the run of its span, or starts a new run.
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

// postArrivals posts the results of a batch: one message for each path.
func (in *intake) postArrivals() {
	a := &in.arrivals
	for i, p := range a.touched {
		a.touched[i] = nil
		p.touched = false
		if len(p.runs) == 0 && in.now.Sub(p.postedAt) < duplicatesPause {
			continue // These duplicates are reported together with the next blocks.
		}
		arrived := &port.BlocksArrived{At: in.now, Runs: slices.Clone(p.runs), Duplicates: p.duplicates, Mark: p.mark}
		p.runs, p.duplicates, p.postedAt = p.runs[:0], 0, in.now
		in.gate.Post(p.pid, arrived)
	}
	a.touched = a.touched[:0]
	a.stream, a.path = nil, nil // Closed streams and disconnected paths can be garbage collected between batches.
}
