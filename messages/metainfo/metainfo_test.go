package metainfo

import (
	"bytes"
	"crypto/sha256"
	"math/bits"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"swarm/messages"
)

// plainRoot computes the pieces root in the simplest way that BEP 52 allows: the top over all leaves of the file,
// padded to a power of two.
func plainRoot(content []byte) node {
	var level []node
	for len(content) > 0 {
		leaf := content[:min(len(content), leafSize)]
		level = append(level, sha256.Sum256(leaf))
		content = content[len(leaf):]
	}
	for len(level) != 1<<bits.Len(uint(len(level)-1)) {
		level = append(level, node{})
	}
	for len(level) > 1 {
		var above []node
		for i := 0; i < len(level); i += 2 {
			above = append(above, sha256.Sum256(append(bytes.Clone(level[i][:]), level[i+1][:]...)))
		}
		level = above
	}
	return level[0]
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fullLeaves := rapid.Map(rapid.Int64Range(0, 40), func(leaves int64) int64 { return leaves * leafSize })
		length := rapid.OneOf(rapid.Int64Range(0, 1<<20), fullLeaves).Draw(t, "length")
		pieceLength := int64(MinPieceLength) << rapid.IntRange(0, 5).Draw(t, "shift")
		name := rapid.StringMatching(`[a-zé0-9_][ !#-)+-.0-9a-z]{0,20}[a-z]`).Draw(t, "name")
		announce := rapid.SampledFrom([]string{"", "http://localhost:12345", "udp://[::1]:1/announce"}).Draw(t,
			"announce")
		content := longest()[:length]

		made, err := Assemble(name, length, pieceLength, announce, hashAll(content, pieceLength))
		require.NoError(t, err)
		read, err := Parse(made.Encode())
		require.NoError(t, err)
		require.Equal(t, made, read)
		want := messages.File{InfoHash: made.File().InfoHash, Name: name, Length: length, PieceLength: pieceLength,
			Announce: announce}
		require.Equal(t, want, read.File())
		if root, ok := read.PiecesRoot(); ok {
			require.Equal(t, plainRoot(content), root)
		}
		for piece := range read.File().Pieces() {
			extent := read.File().PieceRange(piece)
			require.True(t, read.Verify(piece, content[extent.Offset:extent.End()]))
		}
	})
}

func TestAssembleReportsWhatIsWrong(t *testing.T) {
	one := make([]PieceHash, 1)
	tests := map[string]struct {
		name                string
		length, pieceLength int64
		announce            string
		pieces              []PieceHash
	}{
		"not allowed":               {"../a", 1, 16384, "", one},
		"negative":                  {"a", -1, 16384, "", one},
		"above 4611686018427387":    {"a", MaxLength + 1, 16384, "", one},
		"power of two":              {"a", 1, 20000, "", one},
		"at least 16384":            {"a", 1, 8192, "", one},
		"largest that is supported": {"a", 1, 128 << 20, "", one},
		"control characters":        {"a", 1, 16384, "http://\n", one},
		"instead of 2":              {"a", 16385, 16384, "", one},
		"instead of 0":              {"a", 0, 16384, "", one},
	}
	for cause, test := range tests {
		_, err := Assemble(test.name, test.length, test.pieceLength, test.announce, test.pieces)
		require.ErrorContains(t, err, cause)
		require.ErrorContains(t, err, "metainfo: assemble torrent of")
	}
}

func TestPieceLengthFor(t *testing.T) {
	for length, want := range map[int64]int64{
		0: 16 << 10, 1: 16 << 10, 300 << 10: 16 << 10, 512 << 10: 32 << 10, 1 << 20: 64 << 10,
		5 << 20: 256 << 10, 16<<20 - 1: 512 << 10,
		16 << 20: 1 << 20, 64 << 20: 1 << 20, 20 << 30: 1 << 20, 32 << 30: 1 << 20, 33 << 30: 2 << 20,
		1 << 40:   32 << 20,
		MaxLength: MaxPieceLength,
	} {
		require.Equal(t, want, PieceLengthFor(length), "length %d", length)
		require.NoError(t, pieceLengthFlaw(want, true))
	}
}

func TestHashingAllocatesNothing(t *testing.T) {
	data := sample(5<<20 + 7)
	row := stockTorrents(t)[0]
	m, err := Parse(row.read(t))
	require.NoError(t, err)
	one := data[:1]
	hasher := NewPieceHasher()
	require.Zero(t, testing.AllocsPerRun(5, func() {
		HashPiece(data, 8<<20)
		m.Verify(0, one)
		hasher.Write(data)
		hasher.Sum()
	}))
	require.Equal(t, HashPiece(one, 1), func() PieceHash { hasher.Write(one); return hasher.Sum() }())
	require.Panics(t, func() { HashPiece(data, 1<<20) })
}

func BenchmarkHashPiece(b *testing.B) {
	data := make([]byte, 1<<20)
	b.SetBytes(1 << 20)
	for b.Loop() {
		HashPiece(data, 1<<20)
	}
}

func BenchmarkVerify(b *testing.B) {
	data := make([]byte, 1<<20)
	m, err := Assemble("a", 2<<20, 1<<20, "", hashAll(make([]byte, 2<<20), 1<<20))
	require.NoError(b, err)
	b.SetBytes(1 << 20)
	for b.Loop() {
		if !m.Verify(0, data) {
			b.Fatal("not verified")
		}
	}
}
