package udp

import (
	"net/netip"
	"sync"

	"swarm/actors/port"
	"swarm/messages"
)

// stream collects the blocks of one chunk.
type stream struct {
	id    uint64
	spec  port.StreamSpec
	owner netip.AddrPort // spec.Owner, unmapped
	table *streams

	mu       sync.Mutex
	received messages.Bitfield // the blocks that have arrived
	closed   bool              // invariant: once set, the buffer is not touched
}

// placement is the outcome of placing a block.
type placement uint8

const (
	placed placement = iota
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

// blockNumber returns the number of a block within the stream. It reports false if the block's offset, length or index
// matches no block of the stream.
func (s *stream) blockNumber(h messages.BlockHeader, length int) (int, bool) {
	from := h.Offset - s.spec.Range.Offset
	size := int64(s.spec.BlockSize)
	if h.Offset < s.spec.Range.Offset || from >= s.spec.Range.Length || from%size != 0 {
		return 0, false
	}
	if int64(length) != min(size, s.spec.Range.Length-from) {
		return 0, false
	}
	number := int(from / size)
	return number, number >= int(h.Index) // The first block of the block's span must lie in the stream too.
}

// place copies the payload of a block to the stream's buffer. number must come from blockNumber.
func (s *stream) place(number int, payload []byte) placement {
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
