package peerwire

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"swarm/messages"
)

func TestHashFrames(t *testing.T) {
	h := messages.HashRange{Root: [32]byte{1, 2}, BaseLayer: 2, Index: 4, Length: 2, ProofLayers: 3}
	header := "0102" + strings.Repeat("00", 30) + "00000002" + "00000004" + "00000002" + "00000003"
	require.Equal(t, "0000003115"+header, hex.EncodeToString(AppendHashes(nil, HashRequest, h, nil)))
	require.Equal(t, "0000003117"+header, hex.EncodeToString(AppendHashes(nil, HashReject, h, nil)))
	require.Equal(t, 3, h.Uncles())
	hashes := bytes.Repeat([]byte("abcd"), 5*8)
	data := AppendHashes(nil, Hashes, h, hashes)
	require.Equal(t, "000000d116"+header, hex.EncodeToString(data[:len(data)-5*32]))

	m, taken, err := Next(data, 1)
	require.NoError(t, err)
	require.Equal(t, len(data), taken)
	read, rest, err := ParseHashRange(m.ID, m.Body)
	require.NoError(t, err)
	require.Equal(t, h, read)
	require.Equal(t, hashes, rest)
	_, _, err = ParseHashRange(Hashes, m.Body[:len(m.Body)-32])
	require.ErrorIs(t, err, errHashes)
	_, _, err = ParseHashRange(HashRequest, m.Body)
	require.ErrorIs(t, err, errHashes)
}

func TestImpossibleHashRangesAreRefused(t *testing.T) {
	for name, numbers := range map[string][4]uint32{
		"no length": {0, 0, 0, 0}, "too long": {0, 0, 2 * maxRequestedHashes, 0}, "no power of two": {0, 0, 3, 0},
		"not aligned": {0, 1, 2, 0}, "high layer": {65, 0, 2, 0}, "many proof layers": {0, 0, 2, 65},
		"far index": {0, 1 << 31, 2, 0},
	} {
		body := make([]byte, 32)
		for _, number := range numbers {
			body = binary.BigEndian.AppendUint32(body, number)
		}
		_, _, err := ParseHashRange(HashRequest, body)
		require.ErrorIs(t, err, errHashRange, name)
	}
	_, _, err := ParseHashRange(HashRequest, make([]byte, 47))
	require.ErrorIs(t, err, errHashRange)
}

func TestEachFrameIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Message{ID: rapid.SampledFrom([]ID{Have, Suggest, AllowedFast, Request, Cancel, Reject, Piece, Extended}).
			Draw(t, "id")}
		m.Piece = rapid.Uint32().Draw(t, "piece")
		switch m.ID {
		case Request, Cancel, Reject:
			m.Begin, m.Length = rapid.Uint32().Draw(t, "begin"), rapid.Uint32().Draw(t, "length")
		case Piece:
			m.Begin, m.Length = rapid.Uint32().Draw(t, "begin"), rapid.Uint32Range(0, MaxBlock).Draw(t, "length")
		case Extended:
			m.Piece, m.Kind = 0, rapid.Byte().Draw(t, "kind")
			m.Body = rapid.SliceOfN(rapid.Byte(), 1, 100).Draw(t, "body")
		}
		data := AppendMessage([]byte("before"), m)[len("before"):]
		read, taken, err := Next(data, 10)
		require.NoError(t, err)
		require.Equal(t, len(data), taken)
		require.Equal(t, m, read)
	})
}

func TestParsingAllocatesNothing(t *testing.T) {
	var data []byte
	for _, m := range golden {
		if m.ID != Piece {
			data = AppendMessage(data, m)
		}
	}
	into := make([]byte, 0, 2*len(data))
	require.Zero(t, testing.AllocsPerRun(10, func() {
		into = into[:0]
		for rest := data; len(rest) > 0; {
			m, taken, err := Next(rest, 10)
			if err != nil || taken == 0 {
				t.Fatal(err)
			}
			into = AppendMessage(into, m)
			rest = rest[taken:]
		}
	}))
}
