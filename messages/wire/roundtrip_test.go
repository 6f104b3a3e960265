package wire

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"swarm/messages"
)

func TestPacketsComeBack(t *testing.T) {
	for name, packet := range somePackets() {
		t.Run(name, func(t *testing.T) {
			datagram, err := Append([]byte("before"), packet)
			require.NoError(t, err)
			require.Equal(t, "before", string(datagram[:6]))
			require.False(t, IsBlock(datagram[6:]))
			parsed, err := Parse(datagram[6:])
			require.NoError(t, err)
			require.Equal(t, packet, parsed)
		})
	}
}

func TestBlockComesBack(t *testing.T) {
	datagram := block(someHeader, []byte("payload"))
	require.True(t, IsBlock(datagram))
	h, payload, err := ParseBlock(datagram)
	require.NoError(t, err)
	require.Equal(t, someHeader, h)
	require.Equal(t, "payload", string(payload))
	_, err = Parse(datagram)
	require.ErrorIs(t, err, ErrType)
}

func TestAnyRequestComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, MaxBlockSize).Draw(t, "block size")
		request := &messages.Request{Ticket: someTicket, InfoHash: someHash, BlockSize: uint16(size)}
		for range rapid.IntRange(1, messages.MaxSpans).Draw(t, "spans") {
			length := rapid.IntRange(1, 64*size).Draw(t, "length")
			existing := ^uint64(0) >> (64 - messages.Blocks(int64(length), size))
			last := uint64(1) << (messages.Blocks(int64(length), size) - 1)
			request.Spans = append(request.Spans, messages.Span{
				Stream: rapid.Uint64().Draw(t, "stream"),
				ID:     rapid.Uint32().Draw(t, "id"),
				Offset: rapid.Int64Range(0, 1<<62).Draw(t, "offset"),
				Length: uint32(length),
				Mask:   rapid.Uint64().Draw(t, "mask")&existing | last,
			})
		}
		datagram, err := Append(nil, request)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := Parse(datagram)
		if err != nil {
			t.Fatal(err)
		}
		require.Equal(t, request, parsed)
	})
}

// TestParseKeepsNothing checks that a packet does not change when the datagram's memory is reused.
func TestParseKeepsNothing(t *testing.T) {
	for name, packet := range somePackets() {
		datagram, err := Append(nil, packet)
		require.NoError(t, err)
		before := bytes.Clone(datagram)
		parsed, err := Parse(datagram)
		require.NoError(t, err)
		require.Equal(t, before, datagram, name)
		clear(datagram)
		require.Equal(t, packet, parsed, name)
	}
}

func TestHotPathDoesNotAllocate(t *testing.T) {
	datagram := block(someHeader, make([]byte, messages.BlockPayload))
	flipped := bytes.Clone(datagram)
	flipped[700] ^= 4
	buffer := make([]byte, 0, 2048)
	packets := somePackets()
	cases := map[string]func(){
		"put and seal": func() { PutBlockHeader(datagram, someHeader); SealBlock(datagram) },
		"parse block": func() {
			if _, _, err := ParseBlock(datagram); err != nil {
				t.Error(err)
			}
		},
		"parse flipped block": func() {
			if _, _, err := ParseBlock(flipped); err != ErrChecksum {
				t.Error(err)
			}
		},
		"parse garbage": func() {
			if _, err := Parse(flipped[100:]); err == nil {
				t.Error("garbage was taken for a packet")
			}
		},
		"append": func() {
			for _, packet := range packets {
				if _, err := Append(buffer, packet); err != nil {
					t.Error(err)
				}
			}
		},
	}
	for name, run := range cases {
		require.Zero(t, testing.AllocsPerRun(100, run), name)
	}
}
