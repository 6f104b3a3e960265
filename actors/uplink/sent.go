package uplink

import (
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

// maxSentStreams bounds the streams of one receiver that are remembered. A receiver fetches a few chunks of each file
// at a time. What was sent on a stream that is forgotten does not count as an upload.
const maxSentStreams = 64

// sentStreams is what was sent on the streams of one receiver, the last used last. Strangers choose the numbers of
// streams, so that one receiver's streams are apart from another's.
type sentStreams []sentStream

type sentStream struct {
	stream uint64
	bytes  int64
	first  int64 // offset of the first byte in the file
	end    int64
}

// add notes that so many bytes of an answer are being sent.
func (s *sentStreams) add(answer port.Answer, bytes int64) {
	first, end := answer.Span.Offset, answer.Span.Offset+int64(answer.Span.Length)
	for i := len(*s) - 1; i >= 0; i-- {
		if known := &(*s)[i]; known.stream == answer.Span.Stream {
			known.bytes += bytes
			known.first, known.end = min(known.first, first), max(known.end, end)
			return
		}
	}
	if len(*s) == maxSentStreams {
		*s = slices.Delete(*s, 0, 1)
	}
	*s = append(*s, sentStream{stream: answer.Span.Stream, bytes: bytes, first: first, end: end})
}

// redeem returns the range of a receipt for so many bytes, and forgets the stream. It returns false unless the blocks
// of the stream cover as many bytes and as many were sent.
func (s *sentStreams) redeem(stream uint64, bytes int64) (messages.Range, bool) {
	i := slices.IndexFunc(*s, func(known sentStream) bool { return known.stream == stream })
	if i < 0 {
		return messages.Range{}, false
	}
	known := (*s)[i]
	if bytes <= 0 || known.bytes < bytes || known.end-known.first != bytes {
		return messages.Range{}, false
	}
	*s = slices.Delete(*s, i, i+1)
	return messages.Range{Offset: known.first, Length: bytes}, true
}

// redeem tells a seeder if what a receiver confirms was sent to it. An address that has shown no mark of late was sent
// little (outstanding.go), so that it cannot confirm much in another's name.
func (a *Actor) redeem(ctx port.Context, redeem *port.Redeem) {
	a.confirmed(redeem.To, redeem.Mark, false)
	if account := a.memory.account(redeem.To); account != nil {
		if sent, ok := account.streams.redeem(redeem.Stream, redeem.Bytes); ok {
			ctx.Send(redeem.Seeder, &port.Redeemed{To: redeem.To, Range: sent})
		}
	}
	a.pump(ctx)
	a.unchoke(ctx)
}
