package wire

import (
	"bytes"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// TestEveryFlippedBitIsDetected checks that CRC-32C detects each single flipped bit.
func TestEveryFlippedBitIsDetected(t *testing.T) {
	datagrams := [][]byte{block(someHeader, []byte("some payload"))}
	for _, packet := range somePackets() {
		datagram, err := Append(nil, packet)
		require.NoError(t, err)
		datagrams = append(datagrams, datagram)
	}
	for _, datagram := range datagrams {
		for bit := range len(datagram) * 8 {
			datagram[bit/8] ^= 1 << (bit % 8)
			require.False(t, accepted(datagram), "bit %d", bit)
			datagram[bit/8] ^= 1 << (bit % 8)
		}
		require.True(t, accepted(datagram))
	}
}

// TestEveryOtherLengthIsRejected checks that a shortened or extended datagram is rejected even if its checksum is
// correct.
func TestEveryOtherLengthIsRejected(t *testing.T) {
	for name, packet := range somePackets() {
		datagram, err := Append(nil, packet)
		require.NoError(t, err)
		for length := range len(datagram) {
			cut := bytes.Clone(datagram[:length])
			if length >= controlHeader {
				seal(cut)
			}
			require.False(t, accepted(cut), "%s cut to %d", name, length)
		}
		grown := append(bytes.Clone(datagram), 0)
		seal(grown)
		require.False(t, accepted(grown), name)
	}
}

func TestHostileControl(t *testing.T) {
	packets := somePackets()
	cases := []struct {
		name, packet string
		at           int
		value        byte
		want         error
	}{
		{"version 1", "query", 0, 1, ErrVersion},
		{"type 0", "query", 1, 0, ErrType},
		{"unknown type", "query", 1, 12, ErrType},
		{"encrypted type", "query", 1, 0x83, ErrType},
		{"reserved byte", "query", 3, 1, ErrReserved},
		{"dirty padding", "hello", 1199, 1, ErrReserved},
		{"first piece 1", "query", 67, 1, ErrFirst},
		{"whole 2", "availability whole", 68, 2, ErrReserved},
		{"spare byte", "availability whole", 69, 1, ErrReserved},
		{"whole with bits", "availability part", 68, 1, ErrBits},
		{"part without bits", "availability whole", 68, 0, ErrBits},
		{"more bits than are there", "availability part", 71, 3, ErrLength},
		{"bits behind the file", "availability part", 73, 0xfc, ErrBits},
		{"negative length", "availability whole", 48, 0x80, ErrFile},
		{"negative piece length", "availability whole", 56, 0x80, ErrFile},
		{"a huge file is possible", "availability whole", 48, 0x7f, nil},
		{"block size above the limit", "request", 64, 0xff, ErrBlockSize},
		{"more spans than are there", "request", 67, 3, ErrLength},
		{"no spans, but their bytes", "request", 67, 0, ErrLength},
		{"many spans", "request", 66, 0xff, ErrSpanCount},
		{"negative span offset", "request", 72 + 12, 0x80, ErrSpanOffset},
		{"span too long", "request", 72 + 20, 1, ErrSpanLength},
		{"mask behind the span", "request", 72 + 32 + 31, 4, ErrSpanMask},
		{"empty mask", "request", 72 + 32 + 31, 0, ErrSpanMask},
		{"reason 0", "refusal", 56, 0, ErrReason},
		{"reason 8", "refusal", 56, 8, ErrReason},
		{"unknown flag", "request", 3, 2, ErrReserved},
		{"a flag beside an unknown one", "request singly", 3, 3, ErrReserved},
		{"singly, but not a request", "probe", 3, 1, ErrReserved},
		{"dirty probe", "probe", 79, 1, ErrReserved},
		{"probe of another length", "probe", 33, 81, ErrLength},
		{"probe that is too short", "probe", 33, 63, ErrProbe},
		{"dirty echo", "probe echo", 18, 1, ErrReserved},
		{"echo of another length", "probe echo", 17, 79, ErrLength},
		{"negative receipt", "receipt", 64, 0x80, ErrReceiptBytes},
	}
	for _, c := range cases {
		datagram, err := Append(nil, packets[c.packet])
		require.NoError(t, err)
		_, err = Parse(resealed(datagram, c.at, c.value))
		require.ErrorIs(t, err, c.want, c.name)
	}
}

func TestHostileBlock(t *testing.T) {
	good := block(someHeader, []byte("payload"))
	cases := []struct {
		name     string
		datagram []byte
		want     error
	}{
		{"nothing", nil, ErrShort},
		{"no payload", block(someHeader, nil), ErrShort},
		{"too much payload", block(someHeader, make([]byte, MaxBlockSize+1)), ErrLength},
		{"version 1", resealed(good, 0, 1), ErrVersion},
		{"not a block", resealed(good, 1, byte(kindQuery)), ErrType},
		{"index 64", resealed(good, 2, 64), ErrIndex},
		{"negative offset", resealed(good, 20, 0x80), ErrBlockOffset},
		{"end behind 2^63", block(messages.BlockHeader{Offset: math.MaxInt64 - 6}, []byte("payload")), ErrBlockOffset},
	}
	for _, c := range cases {
		h, payload, err := ParseBlock(c.datagram)
		require.ErrorIs(t, err, c.want, c.name)
		require.Zero(t, h, c.name)
		require.Nil(t, payload, c.name)
	}
	_, _, err := ParseBlock(block(messages.BlockHeader{Offset: math.MaxInt64 - 7}, []byte("payload")))
	require.NoError(t, err)
}

func TestAppendErrors(t *testing.T) {
	span := messages.Span{Length: 10, Mask: 1}
	request := func(size uint16, spans ...messages.Span) *messages.Request {
		return &messages.Request{BlockSize: size, Spans: spans}
	}
	cases := []struct {
		packet messages.Packet
		want   error
	}{
		{nil, ErrNoPacket},
		{&messages.Query{First: 7}, ErrFirst},
		{&messages.Availability{PieceLength: 0}, ErrFile},
		{&messages.Availability{PieceLength: 1, Length: math.MaxInt64}, ErrFile},
		{&messages.Availability{PieceLength: 1, Length: 1 << 40,
			Bits: make([]byte, messages.MaxAvailabilityBytes+1)}, ErrBits},
		{&messages.Availability{PieceLength: 1, Length: 9, First: 16, Bits: []byte{0}}, ErrBits},
		{request(0, span), ErrBlockSize},
		{request(MaxBlockSize+1, span), ErrBlockSize},
		{request(messages.BlockPayload, make([]messages.Span, messages.MaxSpans+1)...), ErrSpanCount},
		{request(messages.BlockPayload, messages.Span{Mask: 1}), ErrSpanLength},
		{request(messages.BlockPayload, messages.Span{Length: 64*messages.BlockPayload + 1, Mask: 1}), ErrSpanLength},
		{request(messages.BlockPayload, messages.Span{Length: 1, Mask: 1, Offset: math.MaxInt64}), ErrSpanOffset},
		{request(messages.BlockPayload, messages.Span{Length: messages.BlockPayload, Mask: 3}), ErrSpanMask},
		{&messages.Refusal{}, ErrReason},
		{&messages.Receipt{Bytes: -1}, ErrReceiptBytes},
		{&messages.Probe{Length: messages.MinProbe - 1}, ErrProbe},
		{&messages.Probe{Length: MaxDatagram + 1}, ErrProbe},
		{&messages.ProbeEcho{}, ErrProbe},
	}
	for _, c := range cases {
		dst := []byte("kept")
		grown, err := Append(dst, c.packet)
		require.ErrorIs(t, err, c.want, "%#v", c.packet)
		require.Equal(t, "kept", string(grown))
	}
}

// accepted reports whether one of the parsers accepts a datagram.
func accepted(datagram []byte) bool {
	_, errPacket := Parse(datagram)
	_, _, errBlock := ParseBlock(datagram)
	return errPacket == nil || errBlock == nil
}
