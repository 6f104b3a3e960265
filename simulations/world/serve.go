package world

import (
	"errors"
	"fmt"
	"math/bits"
	"time"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/wire"
)

// Serve puts the blocks of each answer on the uplink, in order, in bursts. It reads the blocks from the source before
// it returns.
func (s *socket) Serve(answers []port.Answer, replyTo port.PID) {
	if s.incarnation.ended() {
		return
	}
	w, sent := s.node.world, 0
	left := w.now
	for _, answer := range answers {
		wrong, err := s.read(answer)
		if err != nil {
			w.system.Post(replyTo, &port.ServeFailed{Answer: answer, Cause: err})
			continue
		}
		left = max(left, s.serveSpan(answer, wrong))
		sent += answer.Bytes()
	}
	w.plan(&s.node.site, left, action(func() {
		if !s.incarnation.ended() {
			w.system.Post(replyTo, &port.Served{Bytes: sent})
		}
	}))
}

// errAnswer is the cause of ServeFailed for an answer that cannot be encoded.
var errAnswer = errors.New("world: serve blocks: the answer's span, block size or address makes no sense")

// read reads the blocks of an answer. It returns the mask of the blocks whose bytes will be wrong.
func (s *socket) read(answer port.Answer) (wrong uint64, err error) {
	w := s.node.world
	if !answer.To.IsValid() || answer.To.Port() == 0 || wire.CheckSpan(answer.Span, answer.BlockSize) != nil {
		return 0, errAnswer
	}
	file, isFile := answer.Source.(*openFile)
	if !isFile {
		return 0, fmt.Errorf("world: serve blocks: the source is a %T, not a file of the virtual disk", answer.Source)
	}
	if !s.connection().carries(blockWireSize(answer.BlockSize)) {
		return 0, port.ErrTooLarge
	}
	if file.volume.changed {
		return 0, port.ErrChanged
	}
	if lies := s.node.wrongShare; lies > 0 {
		wrong = s.connection().random.sample(answer.Span.Mask, lies)
	}
	wrong |= file.volume.rottenBlocks(answer.Span, answer.BlockSize)
	if file.volume.have.Full() {
		return wrong, nil
	}
	for rest := answer.Span.Mask; rest != 0; rest &= rest - 1 {
		i := bits.TrailingZeros64(rest)
		if offset := answer.Span.Offset + int64(i)*int64(answer.BlockSize); !file.volume.holds(offset,
			blockLength(answer.Span, answer.BlockSize, i)) {
			wrong |= 1 << i
			w.report(UnverifiedServed{At: messages.At{Node: s.node.id}, InfoHash: file.volume.file.InfoHash,
				Piece: file.volume.file.PieceAt(offset)})
		}
	}
	return wrong, nil
}

// serveSpan sends one span and returns the instant at which its last block has left.
func (s *socket) serveSpan(answer port.Answer, wrong uint64) time.Duration {
	w, from := s.node.world, s.node.connection
	to := w.network.at[answer.To]
	limit := int64(float64(from.upBlocks.rate) * w.options.BurstTime.Seconds()) // bytes; 0: no limit
	left := w.now
	for rest := answer.Span.Mask; rest != 0; {
		mask, size := uint64(0), int64(0)
		for rest != 0 {
			i := bits.TrailingZeros64(rest)
			next := blockWireSize(blockLength(answer.Span, answer.BlockSize, i))
			if mask != 0 && limit > 0 && size+next > limit {
				break
			}
			mask, size, rest = mask|1<<i, size+next, rest&(rest-1)
		}
		start := max(w.now, from.upBlocks.busyUntil)
		left = from.upBlocks.push(w.now, size)
		w.network.counts.Blocks += uint64(bits.OnesCount64(mask))
		b := &burst{from: s, leftAt: left, duration: left - min(start, left), to: to,
			file: answer.Source.(*openFile).volume.file.InfoHash,
			span: answer.Span, blockSize: answer.BlockSize, queue: answer.Queue, mark: answer.Mark,
			singly: answer.Singly, mask: mask,
			wrong: wrong & mask}
		payload := b.payload(mask)
		w.network.counts.BlockBytes += uint64(payload)
		s.node.traffic.Sent += payload
		w.network.sendBurst(b)
	}
	return left
}

// blockLength returns how many bytes of payload block i of a span has. Only the last one may be shorter than blockSize.
func blockLength(span messages.Span, blockSize, i int) int {
	return min(blockSize, int(span.Length)-i*blockSize)
}
