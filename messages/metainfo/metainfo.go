package metainfo

import (
	"crypto/sha1"
	"crypto/sha256"
	"sort"

	"swarm/messages"
)

const (
	// MaxTorrentBytes is the size of the largest torrent that Parse reads: a folder of about 200,000 files, or about
	// 1,200,000 pieces in both versions.
	MaxTorrentBytes = 64 << 20

	// MaxLength is the length of the largest file, in bytes. It is half of what a tree of maxLevel levels over leaves
	// of 16 KiB can cover, so that no arithmetic on offsets overflows.
	MaxLength = leafSize << (maxLevel - 1)

	// maxAnnounceBytes is the longest URL of a tracker: about what browsers and servers accept.
	maxAnnounceBytes = 2048
)

// Metainfo is the content of a torrent. It is immutable.
type Metainfo struct {
	file    messages.File
	folder  bool     // several files, or one that lies in a folder
	members []Member // in the torrent's order; one member with an empty path unless folder
	info    []byte   // the info dictionary, encoded: the info-hashes are the hashes of these bytes
	extras

	v1     bool
	hashV1 [sha1.Size]byte
	pieces []byte // SHA-1 of each piece, padding included; invariant: 20 bytes a piece if v1

	v2     bool
	hashV2 [sha256.Size]byte
}

// extras are the values of a torrent that do not matter for its content.
type extras struct {
	comment string
	tiers   [][]string // URLs of trackers (BEP 12), or nil
	private bool       // peers come from the torrent's tracker only (BEP 27)
}

// File returns the name, lengths, tracker and info-hash of the torrent's content.
func (m *Metainfo) File() messages.File { return m.file }

// IsFolder reports whether the torrent is of a folder, whose name is File().Name.
func (m *Metainfo) IsFolder() bool { return m.folder }

// Members returns the files of the torrent in the order of their bytes. The caller does not change them.
func (m *Metainfo) Members() []Member { return m.members }

// Comment returns what the maker of the torrent wrote, or "".
func (m *Metainfo) Comment() string { return m.comment }

// Trackers returns the tiers of tracker URLs (BEP 12), or nil if the torrent has at most one URL.
func (m *Metainfo) Trackers() [][]string { return m.tiers }

// IsPrivate reports whether peers may come from the torrent's tracker only (BEP 27).
func (m *Metainfo) IsPrivate() bool { return m.private }

// InfoHashV1 returns the SHA-1 of the info dictionary (BEP 3), if the torrent is of version 1 or hybrid.
func (m *Metainfo) InfoHashV1() ([sha1.Size]byte, bool) { return m.hashV1, m.v1 }

// HybridHashV1 returns the SHA-1 of the info dictionary of a hybrid torrent; zero for other torrents.
func (m *Metainfo) HybridHashV1() messages.Hash20 {
	if m.v1 && m.v2 {
		return m.hashV1
	}
	return messages.Hash20{}
}

// InfoHashV2 returns the SHA-256 of the info dictionary (BEP 52), if the torrent is of version 2 or hybrid.
func (m *Metainfo) InfoHashV2() ([sha256.Size]byte, bool) { return m.hashV2, m.v2 }

// Info returns the info dictionary, whose hash is the info-hash. The caller must not change it.
func (m *Metainfo) Info() []byte { return m.info }

// PiecesRoot returns the SHA-256 Merkle root of the file (BEP 52), if the torrent is of one file that is not empty, and
// of version 2 or hybrid.
func (m *Metainfo) PiecesRoot() ([sha256.Size]byte, bool) {
	return m.members[0].root, m.v2 && !m.folder && m.file.Length > 0
}

// Verify reports whether data is the piece. It compares the SHA-256 if the torrent has it, else the SHA-1. It allocates
// nothing.
func (m *Metainfo) Verify(piece int, data []byte) bool {
	if piece < 0 || piece >= m.file.Pieces() || int64(len(data)) != m.file.PieceRange(piece).Length {
		return false
	}
	if m.v2 {
		return m.Matches(piece, PieceHash{V2: hashLeaves(data)})
	}
	return m.Matches(piece, PieceHash{V1: sha1.Sum(data)})
}

// PieceHasher returns a hasher that computes only what Matches compares for this torrent.
func (m *Metainfo) PieceHasher() *PieceHasher { return newPieceHasher(!m.v2, m.v2) }

// Matches reports whether sum is the hash of the piece. It compares the SHA-256 if the torrent has it, else the SHA-1.
// The caller must have hashed exactly as many bytes as the piece has.
func (m *Metainfo) Matches(piece int, sum PieceHash) bool {
	pieces := m.file.Pieces()
	switch {
	case piece < 0 || piece >= pieces:
		return false
	case !m.v2:
		return [sha1.Size]byte(m.pieces[piece*sha1.Size:]) == sum.V1
	}
	member := m.memberOf(piece)
	if len(member.layer) == 0 {
		return member.root == sum.V2
	}
	top := layerEntry(sum.V2, m.file.PieceRange(piece).Length, m.file.PieceLength)
	return node(member.layer[(piece-member.first)*sha256.Size:]) == top
}

// memberOf returns the member that a piece of a torrent of version 2 belongs to.
func (m *Metainfo) memberOf(piece int) *Member {
	// Of several members with this first piece, all but the last one are empty.
	after := sort.Search(len(m.members), func(i int) bool { return m.members[i].first > piece })
	return &m.members[after-1]
}

// layerEntry returns the entry of a piece in the piece layer, given the top over the piece's own leaves. It differs
// from that top if the piece is shorter than the piece length.
func layerEntry(top node, length, pieceLength int64) node {
	own := 0
	for int64(leafSize)<<own < length {
		own++
	}
	return raise(top, own, levelOf(pieceLength))
}
