package metainfo

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// stockTorrent is one torrent in testdata/libtorrent.json, which testdata/generate.py makes with libtorrent.
type stockTorrent struct {
	Torrent     string `json:"torrent"`
	Length      int64  `json:"length"`
	PieceLength int64  `json:"piece_length"`
	V1          string `json:"v1"`
	V2          string `json:"v2"`
	Root        string `json:"root"`
}

func stockTorrents(t testing.TB) []stockTorrent {
	table, err := os.ReadFile(filepath.Join("testdata", "libtorrent.json"))
	require.NoError(t, err)
	var rows []stockTorrent
	require.NoError(t, json.Unmarshal(table, &rows))
	require.NotEmpty(t, rows)
	return rows
}

func (s stockTorrent) read(t testing.TB) []byte {
	torrent, err := os.ReadFile(filepath.Join("testdata", s.Torrent))
	require.NoError(t, err)
	return torrent
}

// longest returns the content of the longest file in generate.py. Shorter files are prefixes of it.
var longest = sync.OnceValue(func() []byte {
	const length = 7 << 20
	content := make([]byte, 0, length)
	for i := 0; len(content) < length; i++ {
		sum := sha256.Sum256([]byte(strconv.Itoa(i)))
		content = append(content, sum[:]...)
	}
	return content
})

func sample(length int64) []byte { return bytes.Clone(longest()[:length]) }

// hashAll returns the hashes of all pieces of a file.
func hashAll(content []byte, pieceLength int64) []PieceHash {
	var sums []PieceHash
	for len(content) > 0 {
		piece := content[:min(int64(len(content)), pieceLength)]
		sums = append(sums, HashPiece(piece, pieceLength))
		content = content[len(piece):]
	}
	return sums
}

func TestHashesEqualThoseOfLibtorrent(t *testing.T) {
	for _, row := range stockTorrents(t) {
		t.Run(row.Torrent, func(t *testing.T) {
			m, err := Parse(row.read(t))
			require.NoError(t, err)
			file := m.File()
			require.Equal(t, "sample.bin", file.Name)
			require.Equal(t, row.Length, file.Length)
			require.Equal(t, row.PieceLength, file.PieceLength)
			require.Equal(t, "http://localhost:12345/announce", file.Announce)
			requireHashes(t, row, m)

			if row.V1 != "" && row.V2 != "" {
				made, err := Assemble("sample.bin", row.Length, row.PieceLength, file.Announce,
					hashAll(sample(row.Length), row.PieceLength))
				require.NoError(t, err)
				requireHashes(t, row, made)
				made.comment = m.comment
				require.Equal(t, m, made)
			}
			again, err := Parse(m.Encode())
			require.NoError(t, err)
			require.Equal(t, m, again)
		})
	}
}

func requireHashes(t *testing.T, row stockTorrent, m *Metainfo) {
	v1, ok := m.InfoHashV1()
	require.Equal(t, row.V1 != "", ok)
	if ok {
		require.Equal(t, row.V1, hex.EncodeToString(v1[:]))
	}
	v2, ok := m.InfoHashV2()
	if row.V1 != "" && row.V2 != "" {
		require.Equal(t, row.V1, m.HybridHashV1().String())
	} else {
		require.Zero(t, m.HybridHashV1())
	}
	require.Equal(t, row.V2 != "", ok)
	root, hasRoot := m.PiecesRoot()
	require.Equal(t, ok, hasRoot)
	if ok {
		require.Equal(t, row.V2, hex.EncodeToString(v2[:]))
		require.Equal(t, row.Root, hex.EncodeToString(root[:]))
		require.Equal(t, row.V2, m.File().InfoHash.String())
	} else {
		require.Equal(t, row.V1+"000000000000000000000000", m.File().InfoHash.String())
	}
}

func TestVerifyAgainstStockTorrents(t *testing.T) {
	for _, row := range stockTorrents(t) {
		t.Run(row.Torrent, func(t *testing.T) {
			m, err := Parse(row.read(t))
			require.NoError(t, err)
			content := sample(row.Length)
			for piece := range m.File().Pieces() {
				if piece > 1 && piece < m.File().Pieces()-2 {
					continue // saves time: the pieces in the middle are like the first
				}
				run := m.File().PieceRange(piece)
				data := content[run.Offset:run.End()]
				require.True(t, m.Verify(piece, data))
				require.False(t, m.Verify(piece, data[:len(data)-1]), "the piece is too short")
				require.False(t, m.Verify(piece+1, data) && piece+1 < m.File().Pieces(),
					"the data belongs to another piece")

				hasher := m.PieceHasher()
				for part := data; len(part) > 0; part = part[min(len(part), 10007):] {
					_, err := hasher.Write(part[:min(len(part), 10007)])
					require.NoError(t, err)
				}
				require.True(t, m.Matches(piece, hasher.Sum()))

				data[len(data)/2] ^= 1
				require.False(t, m.Verify(piece, data), "one bit is wrong")
				data[len(data)/2] ^= 1
			}
			require.False(t, m.Verify(-1, nil))
			require.False(t, m.Verify(m.File().Pieces(), nil))
		})
	}
}
