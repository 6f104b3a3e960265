package metainfo

import (
	"crypto/sha1"
	"crypto/sha256"

	"swarm/messages"
)

const (
	// MaxTorrentBytes is the largest torrent that Parse reads: room for some 320,000 pieces in both versions.
	MaxTorrentBytes = 16 << 20

	// MaxLength is the largest file, in bytes: what a pieces root over leaves of 16 KiB may cover at maxLevel, so that
	// no arithmetic on offsets overflows.
	MaxLength = leafSize << (maxLevel - 1)

	// maxAnnounceBytes is the longest URL of a tracker: what browsers and servers commonly take.
	maxAnnounceBytes = 2048
)

// Metainfo is what a torrent says. It does not change once it is made.
type Metainfo struct {
	file messages.File
	info []byte // the info dictionary as it stands in the torrent: the info-hashes are over these bytes

	v1     bool
	hashV1 [sha1.Size]byte
	pieces []byte // SHA-1 of each piece, one behind the other; invariant: 20 bytes a piece when v1

	v2     bool
	hashV2 [sha256.Size]byte
	root   node   // top of the tree over the whole file; zero when the file is empty
	layer  []byte // tops of the pieces; invariant: 32 bytes a piece when v2 and the file has two pieces or more
}

// File gives what actors need to know.
func (m *Metainfo) File() messages.File { return m.file }

// InfoHashV1 gives the SHA-1 of the info dictionary (BEP 3), if the torrent is of version 1 or hybrid.
func (m *Metainfo) InfoHashV1() ([sha1.Size]byte, bool) { return m.hashV1, m.v1 }

// InfoHashV2 gives the SHA-256 of the info dictionary (BEP 52), if the torrent is of version 2 or hybrid.
func (m *Metainfo) InfoHashV2() ([sha256.Size]byte, bool) { return m.hashV2, m.v2 }

// PiecesRoot gives the SHA-256 Merkle root of the file (BEP 52), if the torrent is of version 2 or hybrid and the file
// is not empty.
func (m *Metainfo) PiecesRoot() ([sha256.Size]byte, bool) { return m.root, m.v2 && m.file.Length > 0 }

// Verify tells whether data is the piece: by SHA-256 where the torrent has it, else by SHA-1. It allocates nothing.
func (m *Metainfo) Verify(piece int, data []byte) bool {
	if piece < 0 || piece >= m.file.Pieces() || int64(len(data)) != m.file.PieceRange(piece).Length {
		return false
	}
	if m.v2 {
		return m.Matches(piece, PieceHash{V2: hashLeaves(data)})
	}
	return m.Matches(piece, PieceHash{V1: sha1.Sum(data)})
}

// PieceHasher makes a hasher whose sums are fit for Matches.
func (m *Metainfo) PieceHasher() *PieceHasher { return newPieceHasher(!m.v2, m.v2) }

// Matches tells whether the hash, made of as many bytes as the piece has, is that of the piece: by SHA-256 where the
// torrent has it, else by SHA-1. A sum over fewer or more bytes must not be asked about.
func (m *Metainfo) Matches(piece int, sum PieceHash) bool {
	pieces := m.file.Pieces()
	switch {
	case piece < 0 || piece >= pieces:
		return false
	case !m.v2:
		return [sha1.Size]byte(m.pieces[piece*sha1.Size:]) == sum.V1
	case pieces == 1:
		return m.root == sum.V2
	}
	top := layerEntry(sum.V2, m.file.PieceRange(piece).Length, m.file.PieceLength)
	return node(m.layer[piece*sha256.Size:]) == top
}

// layerEntry makes the entry of a piece layer from the top over a piece's own leaves.
func layerEntry(top node, length, pieceLength int64) node {
	own := 0
	for int64(leafSize)<<own < length {
		own++
	}
	return raise(top, own, levelOf(pieceLength))
}
