package wire

import (
	"bytes"
	"testing"

	"swarm/messages"
)

// FuzzParse passes arbitrary datagrams to the parsers, with their own checksum and with a corrected one. The parsers
// must not panic, and encoding what they accept must give the same bytes.
func FuzzParse(f *testing.F) {
	f.Add([]byte{})
	f.Add(block(someHeader, []byte("payload")))
	for _, packet := range somePackets() {
		datagram, err := Append(nil, packet)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(datagram)
	}
	f.Fuzz(func(t *testing.T, datagram []byte) {
		parseBoth(t, datagram)
		if len(datagram) >= controlHeader {
			right := bytes.Clone(datagram)
			seal(right)
			parseBoth(t, right)
		}
	})
}

func parseBoth(t *testing.T, datagram []byte) {
	before := bytes.Clone(datagram)
	packet, err := Parse(datagram)
	if (err == nil) == (packet == nil) {
		t.Fatalf("packet %v with error %v", packet, err)
	}
	if err == nil {
		again, err := Append(nil, packet)
		if err != nil || !bytes.Equal(again, datagram) {
			t.Fatalf("%x was taken, and written as %x (%v)", datagram, again, err)
		}
	}
	h, payload, err := ParseBlock(datagram)
	if err == nil && !bytes.Equal(block(h, payload), datagram) {
		t.Fatalf("block %x was taken, and written as %x", datagram, block(h, payload))
	}
	if !bytes.Equal(before, datagram) {
		t.Fatal("a parser changed its datagram")
	}
}

// FuzzSpan checks that a span that passes CheckSpan names only blocks inside the span.
func FuzzSpan(f *testing.F) {
	f.Add(int64(0), uint32(1400), uint64(1), 1400)
	f.Add(int64(1)<<62, uint32(64*65000), ^uint64(0), 65000)
	f.Fuzz(func(t *testing.T, offset int64, length uint32, mask uint64, size int) {
		span := messages.Span{Offset: offset, Length: length, Mask: mask}
		if CheckSpan(span, size) != nil {
			return
		}
		for i := range messages.BlocksPerSpan {
			if mask>>i&1 == 1 && int64(i)*int64(size) >= int64(length) {
				t.Fatalf("block %d lies outside a span of %d bytes", i, length)
			}
		}
		if offset < 0 || offset+int64(length) < offset {
			t.Fatal("the span's end overflows")
		}
	})
}
