package bittorrent

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"swarm/actors/port"
	"swarm/messages"
)

// streams makes streams.
type streams struct{ random io.Reader }

// open makes a stream with a number that nobody can guess. It panics if there are no random bytes: crypto/rand does not
// fail.
func (s *streams) open(spec port.StreamSpec) *stream {
	if spec.BlockSize != messages.RequestSize || spec.Range.Offset < 0 || spec.Range.Length < 0 || spec.Buffer == nil {
		panic(fmt.Sprintf("bittorrent: open stream: invalid spec %+v", spec))
	}
	var id [8]byte
	for binary.BigEndian.Uint64(id[:]) == 0 {
		if _, err := io.ReadFull(s.random, id[:]); err != nil {
			panic(fmt.Sprintf("bittorrent: open stream: read random bytes: %v", err))
		}
	}
	return &stream{id: binary.BigEndian.Uint64(id[:]), spec: spec,
		received: messages.NewBitfield(messages.Blocks(spec.Range.Length, spec.BlockSize))}
}

// stream collects the blocks of one chunk.
type stream struct {
	id   uint64
	spec port.StreamSpec

	mu       sync.Mutex
	received messages.Bitfield
	closed   bool // invariant: once set, the buffer is not touched
}

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
	for i := max(first, 0); i < min(first+count, s.received.Len()); i++ {
		s.received.Clear(i)
	}
}

// Close implements port.Stream.
func (s *stream) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
}

// place copies a part of a block, which begins at byte skip of the block, to the buffer.
func (s *stream) place(block, skip int, part []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed && !s.received.Has(block) {
		s.spec.Buffer.Place(int64(block)*int64(s.spec.BlockSize)+int64(skip), part)
	}
}

// complete notes that all of a block was placed. It reports whether the block is new, and the stream open.
func (s *stream) complete(block int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.closed && s.received.Set(block)
}
