package udp

import (
	"math/bits"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/wire"
)

// answer puts the blocks of one answer into trains. After an error the blocks that were read before it still leave.
func (s *sender) answer(answer port.Answer) error {
	answer.To = unmapped(answer.To)
	if !answer.To.IsValid() || answer.To.Port() == 0 || wire.CheckSpan(answer.Span, answer.BlockSize) != nil {
		return errAnswer
	}
	size := wire.BlockHeaderLength + answer.BlockSize
	if answer.BlockSize > s.most || !s.outlet.fits(answer.To, size) {
		return port.ErrTooLarge
	}
	for mask := answer.Span.Mask; mask != 0; {
		first := bits.TrailingZeros64(mask)
		row := bits.TrailingZeros64(^(mask >> first)) // consecutive wanted blocks
		t := s.train(answer, size)
		if s.closed {
			return nil
		}
		n := min(row, t.takes(answer, size))
		if err := s.blocks(t, answer, first, n); err != nil {
			return err
		}
		for i := range n {
			mask &^= 1 << (first + i)
		}
	}
	return nil
}

// blocks puts n consecutive blocks behind those of a train, with a single read.
func (s *sender) blocks(t *train, answer port.Answer, first, n int) error {
	size := wire.BlockHeaderLength + answer.BlockSize
	start, from := len(t.data), int64(first)*int64(answer.BlockSize)
	length := min(int64(n)*int64(answer.BlockSize), int64(answer.Span.Length)-from)
	room := t.data[start : start+int(length)+n*wire.BlockHeaderLength]
	s.places = s.places[:0]
	for i := range n {
		datagram := room[i*size : min((i+1)*size, len(room))]
		s.places = append(s.places, datagram[wire.BlockHeaderLength:])
	}
	if err := answer.Source.ReadBlocks(s.places, answer.Span.Offset+from); err != nil {
		return err
	}
	header := messages.BlockHeader{
		Stream: answer.Span.Stream,
		Span:   answer.Span.ID,
		Queue:  answer.Queue,
		SentAt: uint32(s.clock().UnixMicro()),
	}
	for i := range n {
		datagram := room[i*size : min((i+1)*size, len(room))]
		header.Index = uint8(first + i)
		header.Offset = answer.Span.Offset + from + int64(i)*int64(answer.BlockSize)
		wire.PutBlockHeader(datagram, header)
		wire.SealBlock(datagram)
	}
	t.to, t.size, t.count, t.singly = answer.To, size, t.count+n, answer.Singly
	t.data = t.data[:start+len(room)]
	return nil
}
