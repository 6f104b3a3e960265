package bittorrent

import (
	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/peerwire"
)

// begin begins a block, whose header was parsed.
func (r *reader) begin(m peerwire.Message) error {
	var asked bool
	r.request, asked = r.requests.take(requestKey{m.Piece, m.Begin}, m.Length)
	r.payload, r.skip = int(m.Length), 0
	if r.request.stream == nil {
		r.message.Unwanted += r.payload
	}
	if asked {
		r.unwanted = max(r.unwanted-r.payload, 0)
	} else if r.unwanted += r.payload; r.unwanted > maxUnwanted {
		return errUnwanted
	}
	return nil
}

// place places what is there of the present block, and reports whether the block is complete.
func (r *reader) place() bool {
	part := r.buffer[r.parsed:min(r.parsed+r.payload, r.filled)]
	if s := r.request.stream; s != nil && len(part) > 0 {
		s.place(r.request.block, r.skip, part)
	}
	r.parsed += len(part)
	r.skip += len(part)
	r.payload -= len(part)
	if r.payload > 0 {
		return false
	}
	if s := r.request.stream; s != nil && s.complete(r.request.block) {
		r.addRun(s.id, r.request.block, r.skip)
	}
	return true
}

// addRun adds a block to the runs of the message.
func (r *reader) addRun(stream uint64, block, bytes int) {
	runs := r.message.Runs
	if last := len(runs) - 1; last >= 0 && runs[last].Stream == stream && block >= runs[last].First &&
		block < runs[last].First+messages.BlocksPerSpan {
		runs[last].Mask |= 1 << (block - runs[last].First)
		runs[last].Bytes += bytes
		return
	}
	r.message.Runs = append(runs, port.Run{Stream: stream, First: block, Mask: 1, Bytes: bytes})
}
