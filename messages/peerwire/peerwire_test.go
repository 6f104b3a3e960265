package peerwire

import (
	"encoding/hex"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func TestHandshake(t *testing.T) {
	h := Handshake{Hash: messages.Hash20{1, 2, 3}, ID: [20]byte{'-', 'S', 'W'}, Fast: true, Extended: true}
	data := AppendHandshake(nil, h)
	require.Len(t, data, HandshakeLength)
	require.Equal(t, "13426974546f7272656e742070726f746f636f6c0000000000100004", hex.EncodeToString(data[:28]))
	parsed, err := ParseHandshake(data)
	require.NoError(t, err)
	require.Equal(t, h, parsed)
	h = Handshake{V2: true}
	parsed, err = ParseHandshake(AppendHandshake(nil, h))
	require.NoError(t, err)
	require.Equal(t, h, parsed)

	_, err = ParseHandshake(data[:67])
	require.ErrorIs(t, err, ErrNoHandshake)
	data[5] ^= 1
	_, err = ParseHandshake(data)
	require.ErrorIs(t, err, ErrNoHandshake)
}

// golden are frames and their bytes, for a torrent of ten pieces.
var golden = map[string]Message{
	"00000000":                           {ID: KeepAlive},
	"0000000100":                         {ID: Choke},
	"0000000101":                         {ID: Unchoke},
	"0000000102":                         {ID: Interested},
	"0000000103":                         {ID: NotInterested},
	"000000050400000007":                 {ID: Have, Piece: 7},
	"0000000305ffc0":                     {ID: Bitfield, Body: []byte{0xFF, 0xC0}},
	"0000000d06000000090000400000004000": {ID: Request, Piece: 9, Begin: 16384, Length: 16384},
	"0000000d08000000090000400000004000": {ID: Cancel, Piece: 9, Begin: 16384, Length: 16384},
	"0000000d10000000090000400000004000": {ID: Reject, Piece: 9, Begin: 16384, Length: 16384},
	"0000000c07000000010000400000":       {ID: Piece, Piece: 1, Begin: 0x4000, Length: 3},
	"000000050d00000003":                 {ID: Suggest, Piece: 3},
	"000000051100000003":                 {ID: AllowedFast, Piece: 3},
	"000000010e":                         {ID: HaveAll},
	"000000010f":                         {ID: HaveNone},
	"00000003091ae1":                     {ID: DHTPort, Body: []byte{0x1A, 0xE1}},
	"0000000414016465":                   {ID: Extended, Kind: 1, Body: []byte("de")},
	"000000036301ff":                     {ID: 99, Body: []byte{1, 0xFF}},
}

func TestFrames(t *testing.T) {
	for text, m := range golden {
		data, err := hex.DecodeString(text)
		require.NoError(t, err)
		end := len(data)
		if m.ID == Piece {
			data, end = data[:PieceHeader], PieceHeader
		}
		require.Equal(t, data, AppendMessage(nil, m), "%+v", m)
		for cut := range data {
			_, taken, err := Next(data[:cut], 10)
			require.NoError(t, err)
			require.Zero(t, taken, "%+v is complete with %d bytes", m, cut)
		}
		parsed, taken, err := Next(append(data, 9, 9, 9), 10)
		require.NoError(t, err)
		require.Equal(t, end, taken)
		require.Equal(t, m, parsed)
	}
}

func TestImpossibleFramesAreRefusedAtOnce(t *testing.T) {
	for text, id := range map[string]ID{
		"ffffffff07": Piece, "ffffffff14": Extended, "ffffffff63": 99, "0000000205": Bitfield, "0000000405": Bitfield,
		"0000000807": Piece, "0000400a07": Piece, "0000000200": Choke, "0000000404": Have, "0000000c06": Request,
		"0000000114": Extended, "ffffffff05": Bitfield, "0000000209": DHTPort, "0000003015": HashRequest,
		"0000003217": HashReject, "0000003116": Hashes, "0000006016": Hashes, "0000485116": Hashes,
		"ffffffff16": Hashes,
	} {
		data, err := hex.DecodeString(text)
		require.NoError(t, err)
		_, _, err = Next(data, 10)
		var refused *FrameError
		require.ErrorAs(t, err, &refused, text)
		require.Equal(t, id, refused.ID)
	}
}

func TestIntroduction(t *testing.T) {
	i := Introduction{Client: "Swarm 1", Port: 4001, Requests: 500, MetadataSize: 1234, Metadata: MetadataKind,
		DontHave: DontHaveKind, Exchange: ExchangeKind, UploadOnlyOn: UploadOnlyKind, UploadOnly: true,
		YourIP: netip.MustParseAddr("10.0.0.1"), IPv4: netip.MustParseAddr("10.0.0.2"),
		IPv6: netip.MustParseAddr("2001:db8::1")}
	m, _, err := Next(AppendIntroduction(nil, i), 1)
	require.NoError(t, err)
	require.Equal(t, "d4:ipv44:\x0a\x00\x00\x024:ipv616:\x20\x01\x0d\xb8"+strings.Repeat("\x00", 11)+"\x01"+
		"1:md11:lt_donthavei2e11:upload_onlyi4e11:ut_metadatai1e6:ut_pexi3ee13:metadata_sizei1234e1:pi4001e"+
		"4:reqqi500e11:upload_onlyi1e1:v7:Swarm 16:yourip4:\x0a\x00\x00\x01e", string(m.Body))
	require.Equal(t, HandshakeKind, m.Kind)
	parsed, err := ParseIntroduction(m.Body)
	require.NoError(t, err)
	require.Equal(t, i, parsed)

	long := "1:v100:" + strings.Repeat("x", 100)
	parsed, err = ParseIntroduction([]byte("d1:mi3e4:reqqi-5e1:pi99999e" + long + "4:ipv43:abc6:yourip3:abce"))
	require.NoError(t, err)
	require.Equal(t, Introduction{Client: strings.Repeat("x", maxClient)}, parsed, "nonsense is ignored")
	_, err = ParseIntroduction([]byte("d1:m"))
	require.Error(t, err)
}

func TestMetadata(t *testing.T) {
	for _, m := range []Metadata{{Type: MetadataRequest, Piece: 2}, {Type: MetadataReject, Piece: 0},
		{Type: MetadataData, Piece: 1, Total: 20000, Data: []byte("d4:name")}} {
		frame, _, err := Next(AppendMetadata(nil, 7, m), 1)
		require.NoError(t, err)
		require.Equal(t, byte(7), frame.Kind)
		parsed, err := ParseMetadata(frame.Body)
		require.NoError(t, err)
		require.Equal(t, m, parsed)
	}
	for _, bad := range []string{"", "de", "d8:msg_typei0ee", "d8:msg_typei0e5:piecei-1ee", "d8:msg_typei0e5:piece"} {
		_, err := ParseMetadata([]byte(bad))
		require.Error(t, err, bad)
	}
}

func FuzzNext(f *testing.F) {
	for text := range golden {
		data, err := hex.DecodeString(text)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for len(data) > 0 {
			m, taken, err := Next(data, 10)
			if err != nil || taken == 0 {
				return
			}
			if taken > len(data) {
				t.Fatalf("%d bytes taken of %d", taken, len(data))
			}
			if again := AppendMessage(nil, m); string(again) != string(data[:taken]) {
				t.Fatalf("% x became % x", data[:taken], again)
			}
			data = data[taken:]
		}
	})
}

func FuzzExtensions(f *testing.F) {
	f.Add(AppendIntroduction(nil, Introduction{Client: "x", Requests: 1, Metadata: 3})[6:])
	f.Add([]byte("d8:msg_typei1e5:piecei0e10:total_sizei5eehello"))
	f.Add(AppendExchange(nil, 1, sampleExchange)[6:])
	f.Add(AppendHashes(nil, HashRequest, messages.HashRange{Length: 2}, nil)[5:])
	f.Fuzz(func(t *testing.T, body []byte) {
		if i, err := ParseIntroduction(body); err == nil && (len(i.Client) > maxClient || i.Requests < 0) {
			t.Fatalf("%+v", i)
		}
		if m, err := ParseMetadata(body); err == nil && len(m.Data) > len(body) {
			t.Fatalf("%+v", m)
		}
		if e, err := ParseExchange(body); err == nil && (len(e.Added) > MaxExchanged || len(e.Dropped) > MaxExchanged) {
			t.Fatalf("%+v", e)
		}
		for _, id := range []ID{HashRequest, Hashes, HashReject} {
			h, hashes, err := ParseHashRange(id, body)
			if err == nil && string(AppendHashes(nil, id, h, hashes)[5:]) != string(body) {
				t.Fatalf("%+v", h)
			}
		}
	})
}
