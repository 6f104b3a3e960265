package udp

import (
	"net/netip"
	"sync"

	"swarm/actors/port"
	"swarm/messages"
)

// stream is the place of one chunk's blocks.
type stream struct {
	id    uint64
	spec  port.StreamSpec
	owner netip.AddrPort // spec.Owner in its unmapped form
	table *streams

	mu       sync.Mutex
	received messages.Bitfield // by block
	closed   bool              // invariant: the buffer is not touched once it is set
}

// verdict is what became of a block.
type verdict uint8

const (
	placed verdict = iota
	duplicate
	streamClosed
)

// ID implements port.Stream.
func (s *stream) ID() uint64 { return s.id }

// Spec implements port.Stream.
func (s *stream) Spec() port.StreamSpec { return s.spec }

// Received implements port.Stream.
func (s *stream) Received() messages.Bitfield {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.received.Clone()
}

// Forget implements port.Stream.
func (s *stream) Forget(first, count int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	first, end := max(first, 0), min(first+count, s.received.Len())
	for i := first; i < end; i++ {
		s.received.Clear(i)
	}
}

// Close implements port.Stream.
func (s *stream) Close() {
	s.table.remove(s)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
}

// number gives the block's number within the stream, if the stream has exactly such a block.
func (s *stream) number(h messages.BlockHeader, length int) (int, bool) {
	from := h.Offset - s.spec.Range.Offset
	size := int64(s.spec.BlockSize)
	if h.Offset < s.spec.Range.Offset || from >= s.spec.Range.Length || from%size != 0 {
		return 0, false
	}
	if int64(length) != min(size, s.spec.Range.Length-from) {
		return 0, false
	}
	number := int(from / size)
	return number, number >= int(h.Index) // Block 0 of its span is a block of the stream too.
}

// place puts a block that number found into the buffer.
func (s *stream) place(number int, payload []byte) verdict {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return streamClosed
	case !s.received.Set(number):
		return duplicate
	}
	s.spec.Buffer.Place(int64(number)*int64(s.spec.BlockSize), payload)
	return placed
}
