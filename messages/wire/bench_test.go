package wire

import (
	"testing"

	"swarm/messages"
)

func BenchmarkBlock(b *testing.B) {
	datagram := block(someHeader, make([]byte, messages.BlockPayload))
	b.Run("seal", func(b *testing.B) {
		b.SetBytes(int64(len(datagram)))
		b.ReportAllocs()
		for range b.N {
			PutBlockHeader(datagram, someHeader)
			SealBlock(datagram)
		}
	})
	b.Run("parse", func(b *testing.B) {
		b.SetBytes(int64(len(datagram)))
		b.ReportAllocs()
		for range b.N {
			if _, _, err := ParseBlock(datagram); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkRequest(b *testing.B) {
	request := &messages.Request{Ticket: someTicket, InfoHash: someHash, BlockSize: messages.BlockPayload}
	for i := range messages.MaxSpans {
		request.Spans = append(request.Spans, messages.Span{ID: uint32(i), Length: 64 * messages.BlockPayload, Mask: 1})
	}
	datagram, err := Append(nil, request)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("append", func(b *testing.B) {
		b.ReportAllocs()
		buffer := make([]byte, 0, 2048)
		for range b.N {
			if _, err := Append(buffer, request); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			if _, err := Parse(datagram); err != nil {
				b.Fatal(err)
			}
		}
	})
}
