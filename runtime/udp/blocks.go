package udp

import (
	"math/bits"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/wire"
)

// addAnswer adds the blocks of one answer to trains. If reading fails, the blocks that were read before the error are
// still sent.
func (s *sender) addAnswer(answer port.Answer) error {
	answer.To = unmapped(answer.To)
	if !answer.To.IsValid() || answer.To.Port() == 0 || wire.CheckSpan(answer.Span, answer.BlockSize) != nil {
		return errAnswer
	}
	size := wire.BlockHeaderLength + answer.BlockSize
	if answer.BlockSize > s.maxPayload || !s.outlet.fits(answer.To, size) {
		return port.ErrTooLarge
	}
	for mask := answer.Span.Mask; mask != 0; {
		first := bits.TrailingZeros64(mask)
		row := bits.TrailingZeros64(^(mask >> first)) // the number of consecutive blocks that are wanted
		t := s.trainFor(answer, size)
		if s.closed {
			return nil
		}
		n := min(row, t.capacityFor(answer, size))
		if err := s.readBlocks(t, answer, first, n); err != nil {
			return err
		}
		for i := range n {
			mask &^= 1 << (first + i)
		}
	}
	return nil
}

// readBlocks appends n consecutive blocks to a train. It reads their payload with a single call.
func (s *sender) readBlocks(t *train, answer port.Answer, first, n int) error {
	size := wire.BlockHeaderLength + answer.BlockSize
	start, from := len(t.data), int64(first)*int64(answer.BlockSize)
	length := min(int64(n)*int64(answer.BlockSize), int64(answer.Span.Length)-from)
	memory := t.data[start : start+int(length)+n*wire.BlockHeaderLength]
	s.payloads = s.payloads[:0]
	for i := range n {
		datagram := memory[i*size : min((i+1)*size, len(memory))]
		s.payloads = append(s.payloads, datagram[wire.BlockHeaderLength:])
	}
	if err := answer.Source.ReadBlocks(s.payloads, answer.Span.Offset+from); err != nil {
		return err
	}
	header := messages.BlockHeader{
		Stream: answer.Span.Stream,
		Span:   answer.Span.ID,
		Queue:  answer.Queue,
		Mark:   answer.Mark,
	}
	for i := range n {
		datagram := memory[i*size : min((i+1)*size, len(memory))]
		header.Index = uint8(first + i)
		header.Offset = answer.Span.Offset + from + int64(i)*int64(answer.BlockSize)
		wire.PutBlockHeader(datagram, header)
		wire.SealBlock(datagram)
	}
	if t.count == 0 {
		t.source = s.sources.find(answer.To)
	}
	t.to, t.size, t.count, t.singly = answer.To, size, t.count+n, answer.Singly
	t.data = t.data[:start+len(memory)]
	return nil
}
