package world

import (
	"math/bits"

	"swarm/actors/port"
	"swarm/messages"
)

var _ port.Stream = (*stream)(nil)

// stream is a chunk in flight.
type stream struct {
	socket   *socket
	id       uint64
	spec     port.StreamSpec
	received messages.Bitfield
}

// Open opens a stream, which receives the blocks of one chunk.
func (s *socket) Open(spec port.StreamSpec) port.Stream {
	t := &stream{socket: s, id: s.random.Uint64(), spec: spec,
		received: messages.NewBitfield(messages.Blocks(spec.Range.Length, spec.BlockSize))}
	s.streams[t.id] = t
	return t
}

// ID returns the stream's number.
func (t *stream) ID() uint64 { return t.id }

// Spec returns what the stream was opened with.
func (t *stream) Spec() port.StreamSpec { return t.spec }

// Received returns a copy of the set of blocks that are in the buffer.
func (t *stream) Received() messages.Bitfield { return t.received.Clone() }

// Forget removes some blocks from the set of received ones, so that they are accepted again.
func (t *stream) Forget(first, count int) {
	for i := first; i < first+count; i++ {
		t.received.Clear(i)
	}
	if b, isBuffer := t.spec.Buffer.(*buffer); isBuffer {
		b.forget(first, count)
	}
}

// Close ends the stream.
func (t *stream) Close() { delete(t.socket.streams, t.id) }

// place puts the blocks of a burst into the buffer. It returns the number of the span's first block within the chunk
// and the mask of the blocks that are new. ok is false for a burst whose blocks are not exactly those of the stream;
// nothing is placed then, as the real edge drops each datagram of it.
func (t *stream) place(b *burst) (first int, fresh uint64, ok bool) {
	size := int64(t.spec.BlockSize)
	from := b.span.Offset - t.spec.Range.Offset
	last := 63 - bits.LeadingZeros64(b.mask)
	if b.blockSize != t.spec.BlockSize || from < 0 || from%size != 0 || int(from/size)+last >= t.received.Len() {
		return 0, 0, false
	}
	first = int(from / size)
	at := int64(first+last) * size
	if want := min(size, t.spec.Range.Length-at); int64(blockLength(b.span, b.blockSize, last)) != want {
		return 0, 0, false
	}
	target, isBuffer := t.spec.Buffer.(*buffer)
	if !isBuffer {
		panic("world: a stream's buffer is not of the virtual disk")
	}
	for rest := b.mask; rest != 0; rest &= rest - 1 {
		i := bits.TrailingZeros64(rest)
		if !t.received.Set(first + i) {
			continue
		}
		fresh |= 1 << i
		target.mark(layout{file: b.file, base: t.spec.Range.Offset, blockSize: t.spec.BlockSize}, first+i,
			b.wrong>>i&1 == 0)
	}
	return first, fresh, true
}
