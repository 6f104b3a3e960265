package porttest

import (
	"swarm/actors/port"
	"swarm/messages"
)

// Stream is a chunk in flight whose blocks come when the test says so.
type Stream struct {
	Closed int // how often it was closed

	id       uint64
	spec     port.StreamSpec
	received messages.Bitfield
}

// NewStream makes an empty stream.
func NewStream(id uint64, spec port.StreamSpec) *Stream {
	return &Stream{id: id, spec: spec, received: messages.NewBitfield(messages.Blocks(spec.Range.Length, spec.BlockSize))}
}

// Arrive puts count blocks from first on into the buffer, and gives the run that tells of them; at most 64.
func (s *Stream) Arrive(first, count int) port.Run {
	run := port.Run{Stream: s.id, First: first}
	for i := range count {
		if s.received.Set(first + i) {
			run.Mask |= 1 << i
			run.Bytes += s.spec.BlockSize
		}
	}
	return run
}

// ID names the stream.
func (s *Stream) ID() uint64 { return s.id }

// Spec is what it was opened with.
func (s *Stream) Spec() port.StreamSpec { return s.spec }

// Received gives a copy of the blocks that came.
func (s *Stream) Received() messages.Bitfield { return s.received.Clone() }

// Forget empties places.
func (s *Stream) Forget(first, count int) {
	for i := range count {
		s.received.Clear(first + i)
	}
}

// Close counts.
func (s *Stream) Close() { s.Closed++ }
