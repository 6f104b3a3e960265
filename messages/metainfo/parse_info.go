package metainfo

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"fmt"
)

var (
	errMultiFile = fmt.Errorf("multi-file torrents are %w: make a torrent of each file, or of one archive",
		ErrUnsupported)
	errSymlink = fmt.Errorf("symbolic links are %w", ErrUnsupported)
	errVersion = fmt.Errorf("this version is %w, only versions 1 and 2 are", ErrUnsupported)
)

// infoKeys are the values of the info dictionary.
type infoKeys struct {
	name        field[[]byte]
	nameUTF8    field[[]byte] // old programs wrote it in addition to a name that was not UTF-8
	length      field[int64]
	pieceLength field[int64]
	pieces      field[[]byte]
	version     field[int64]
	tree        treeKeys
}

// readInfo reads the info dictionary and stores its bytes, of which the info-hashes are computed.
func (p *parser) readInfo() error {
	at := p.at
	if p.info.present {
		return flawAt(at, "the key is present twice")
	}
	err := p.fields(map[string]func() error{
		"attr":         func() error { return p.readAttributes(false) },
		"file tree":    p.readTree,
		"files":        func() error { return &flaw{p.at, errMultiFile} },
		"length":       p.readInteger(&p.length),
		"meta version": p.readInteger(&p.version),
		"name":         p.readText(&p.name),
		"name.utf-8":   p.readText(&p.nameUTF8),
		"piece length": p.readInteger(&p.pieceLength),
		"pieces":       p.readText(&p.pieces),
	})
	if err != nil {
		return err
	}
	return p.info.set(p.data[at:p.at], at)
}

// readAttributes reads the attributes of a file (BEP 47). It rejects symbolic links (l) and, in a file tree, padding
// (p): files of version 2 begin at a piece without it (BEP 52). It ignores the other attributes, such as x, executable,
// and h, hidden.
func (p *parser) readAttributes(inTree bool) error {
	at := p.at
	attributes, err := p.text()
	if err != nil {
		return err
	}
	if bytes.IndexByte(attributes, 'l') >= 0 {
		return &flaw{at, errSymlink}
	}
	if inTree && bytes.IndexByte(attributes, 'p') >= 0 {
		return flawAt(at, "the file is padding, which version 2 does not have")
	}
	return nil
}

// assemble checks the values that were read and returns the torrent. If it has both versions, they must agree.
func (p *parser) assemble() (*Metainfo, error) {
	m := &Metainfo{v1: p.pieces.present}
	switch {
	case !p.version.present || p.version.value == 1:
	case p.version.value == 2:
		m.v2 = true
	default:
		return nil, wrong("info.meta version", p.version.at, errVersion)
	}
	for _, step := range []func(*Metainfo) error{p.checkPieceLength, p.checkV1, p.checkV2, p.checkName,
		p.checkAnnounce} {
		if err := step(m); err != nil {
			return nil, err
		}
	}
	m.setInfo(bytes.Clone(p.info.value))
	return m, nil
}

// checkPieceLength checks and stores the piece length, which both versions share.
func (p *parser) checkPieceLength(m *Metainfo) error {
	if !p.pieceLength.present {
		return missing("info.piece length", p.info.at)
	}
	m.file.PieceLength = p.pieceLength.value
	if err := pieceLengthFlaw(m.file.PieceLength, m.v2); err != nil {
		return wrong("info.piece length", p.pieceLength.at, err)
	}
	return nil
}

// checkV1 checks and stores the values of version 1 (BEP 3).
func (p *parser) checkV1(m *Metainfo) error {
	switch {
	case !m.v1 && !m.v2:
		return missing("info.pieces", p.info.at)
	case !m.v1:
		return nil
	case !p.length.present:
		return missing("info.length", p.info.at)
	}
	m.file.Length = p.length.value
	if err := lengthFlaw(m.file.Length); err != nil {
		return wrong("info.length", p.length.at, err)
	}
	have, want := int64(len(p.pieces.value)), countPieces(m.file.Length, m.file.PieceLength)
	if have%sha1.Size != 0 || have/sha1.Size != want {
		return &keyFlaw{"info.pieces", flawAt(p.pieces.at, "it has %d bytes, but the hashes of %d pieces have %d", have,
			want, want*sha1.Size)}
	}
	m.pieces = bytes.Clone(p.pieces.value)
	return nil
}

// checkV2 checks and stores the values of version 2 (BEP 52). The length must be that of version 1, if there is one.
func (p *parser) checkV2(m *Metainfo) error {
	if !m.v2 {
		return nil
	}
	leaf := &p.tree
	switch {
	case !leaf.present:
		return missing("info.file tree", p.info.at)
	case !leaf.length.present:
		return missing("info.file tree.length", leaf.at)
	case m.v1 && leaf.length.value != m.file.Length:
		return &keyFlaw{"info.file tree.length", flawAt(leaf.length.at, "it is %d, but the length of version 1 is %d",
			leaf.length.value, m.file.Length)}
	}
	m.file.Length = leaf.length.value
	if err := lengthFlaw(m.file.Length); err != nil {
		return wrong("info.file tree.length", leaf.length.at, err)
	}
	if m.file.Length == 0 {
		return nil
	}
	if !leaf.root.present {
		return missing("info.file tree.pieces root", leaf.at)
	}
	if len(leaf.root.value) != sha256.Size {
		return &keyFlaw{"info.file tree.pieces root", flawAt(leaf.root.at, "it has %d bytes instead of %d",
			len(leaf.root.value), sha256.Size)}
	}
	m.root = node(leaf.root.value)
	if m.root == (node{}) {
		return &keyFlaw{"info.file tree.pieces root", flawAt(leaf.root.at, "it is zero, which no content hashes to")}
	}
	return p.checkLayer(m)
}
