package metainfo

import (
	"crypto/sha1"
	"crypto/sha256"
	"fmt"

	"swarm/messages"
)

// Assemble returns the hybrid torrent of a file, made of the hashes of its pieces. A file of 0 bytes has no pieces.
// announce is the URL of the tracker, or "".
func Assemble(name string, length, pieceLength int64, announce string, pieces []PieceHash) (*Metainfo, error) {
	if err := checkParts(name, length, pieceLength, announce, len(pieces)); err != nil {
		return nil, fmt.Errorf("metainfo: assemble torrent of %.80q: %w", name, err)
	}
	m := &Metainfo{
		file: messages.File{Name: name, Length: length, PieceLength: pieceLength, Announce: announce},
		v1:   true,
		v2:   true,
	}
	m.pieces = make([]byte, 0, len(pieces)*sha1.Size)
	for i := range pieces {
		m.pieces = append(m.pieces, pieces[i].V1[:]...)
	}
	switch len(pieces) {
	case 0:
	case 1:
		m.root = pieces[0].V2
	default:
		m.layer = make([]byte, 0, len(pieces)*sha256.Size)
		for i := range pieces {
			entry := layerEntry(pieces[i].V2, m.file.PieceRange(i).Length, pieceLength)
			m.layer = append(m.layer, entry[:]...)
		}
		m.root = layerRoot(m.layer, pieceLength)
	}
	m.setInfo(m.encodeInfo())
	if size := len(m.Encode()); size > MaxTorrentBytes {
		return nil, fmt.Errorf("metainfo: assemble torrent of %.80q: it would have %d bytes, more than %d: "+
			"choose a larger piece length", name, size, MaxTorrentBytes)
	}
	return m, nil
}

// checkParts returns an error if the arguments of Assemble do not describe a valid torrent.
func checkParts(name string, length, pieceLength int64, announce string, pieces int) error {
	if err := nameFlaw(name); err != nil {
		return fmt.Errorf("the name is not allowed: %w", err)
	}
	if err := lengthFlaw(length); err != nil {
		return err
	}
	if err := pieceLengthFlaw(pieceLength, true); err != nil {
		return err
	}
	if err := announceFlaw(announce); err != nil {
		return err
	}
	if want := countPieces(length, pieceLength); int64(pieces) != want {
		return fmt.Errorf("it has the hashes of %d pieces instead of %d", pieces, want)
	}
	return nil
}

// setInfo stores the bytes of the info dictionary, computes the info-hashes and makes the name safe.
func (m *Metainfo) setInfo(info []byte) {
	m.info = info
	if m.v1 {
		m.hashV1 = sha1.Sum(info)
		copy(m.file.InfoHash[:], m.hashV1[:])
	}
	if m.v2 {
		m.hashV2 = sha256.Sum256(info)
		m.file.InfoHash = m.hashV2
	}
	m.file.Name = safeName(m.file.Name, m.file.InfoHash.String())
}

// layerRoot returns the top of the tree over a piece layer.
func layerRoot(layer []byte, pieceLength int64) node {
	pieces := tree{base: levelOf(pieceLength)}
	for ; len(layer) >= sha256.Size; layer = layer[sha256.Size:] {
		pieces.add(node(layer))
	}
	top, _ := pieces.top()
	return top
}
