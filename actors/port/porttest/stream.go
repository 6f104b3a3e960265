package porttest

import (
	"swarm/actors/port"
	"swarm/messages"
)

// Stream is a fake chunk in flight. Its blocks arrive when the test calls Arrive.
type Stream struct {
	Closed int // calls of Close

	id       uint64
	spec     port.StreamSpec
	received messages.Bitfield
}

// NewStream returns an empty stream.
func NewStream(id uint64, spec port.StreamSpec) *Stream {
	return &Stream{id: id, spec: spec, received: messages.NewBitfield(messages.Blocks(spec.Range.Length,
		spec.BlockSize))}
}

// Arrive marks count blocks from first on as received, at most 64, and returns the run that reports them.
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

// ID returns the stream's id.
func (s *Stream) ID() uint64 { return s.id }

// Spec returns what the stream was opened with.
func (s *Stream) Spec() port.StreamSpec { return s.spec }

// Received returns a copy of the set of blocks that arrived.
func (s *Stream) Received() messages.Bitfield { return s.received.Clone() }

// Forget marks count blocks from first on as not received.
func (s *Stream) Forget(first, count int) {
	for i := range count {
		s.received.Clear(first + i)
	}
}

// Close counts its calls.
func (s *Stream) Close() { s.Closed++ }
