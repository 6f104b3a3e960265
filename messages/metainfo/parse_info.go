package metainfo

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"fmt"
)

var (
	errMultiFile = fmt.Errorf("multi-file torrents are %w: make a torrent of each file, or of one archive", ErrUnsupported)
	errSymlink   = fmt.Errorf("symbolic links are %w", ErrUnsupported)
	errVersion   = fmt.Errorf("this version is %w, only versions 1 and 2 are", ErrUnsupported)
)

// infoKeys is what the info dictionary says.
type infoKeys struct {
	name        field[[]byte]
	nameUTF8    field[[]byte] // written beside name by old makers whose name was not UTF-8
	length      field[int64]
	pieceLength field[int64]
	pieces      field[[]byte]
	version     field[int64]
	tree        treeKeys
}

// takeInfo reads the info dictionary, and keeps its bytes for the info-hashes.
func (p *parser) takeInfo() error {
	at := p.at
	if p.info.given {
		return flawAt(at, "the key is there twice")
	}
	err := p.fields(map[string]func() error{
		"attr":         p.takeAttributes,
		"file tree":    p.takeTree,
		"files":        func() error { return &flaw{p.at, errMultiFile} },
		"length":       p.takeInteger(&p.length),
		"meta version": p.takeInteger(&p.version),
		"name":         p.takeText(&p.name),
		"name.utf-8":   p.takeText(&p.nameUTF8),
		"piece length": p.takeInteger(&p.pieceLength),
		"pieces":       p.takeText(&p.pieces),
	})
	if err != nil {
		return err
	}
	return p.info.set(p.data[at:p.at], at)
}

// takeAttributes reads the attributes of a file (BEP 47): x, executable, and h, hidden, do not matter here.
func (p *parser) takeAttributes() error {
	at := p.at
	attributes, err := p.text()
	if err != nil {
		return err
	}
	if bytes.IndexByte(attributes, 'l') >= 0 {
		return &flaw{at, errSymlink}
	}
	return nil
}

// assemble checks what was read, one version beside the other.
func (p *parser) assemble() (*Metainfo, error) {
	m := &Metainfo{v1: p.pieces.given}
	switch {
	case !p.version.given || p.version.value == 1:
	case p.version.value == 2:
		m.v2 = true
	default:
		return nil, wrong("info.meta version", p.version.at, errVersion)
	}
	for _, step := range []func(*Metainfo) error{p.checkPieceLength, p.checkV1, p.checkV2, p.checkName, p.checkAnnounce} {
		if err := step(m); err != nil {
			return nil, err
		}
	}
	m.setInfo(bytes.Clone(p.info.value))
	return m, nil
}

func (p *parser) checkPieceLength(m *Metainfo) error {
	if !p.pieceLength.given {
		return missing("info.piece length", p.info.at)
	}
	m.file.PieceLength = p.pieceLength.value
	if err := pieceLengthFlaw(m.file.PieceLength, m.v2); err != nil {
		return wrong("info.piece length", p.pieceLength.at, err)
	}
	return nil
}

// checkV1 takes what BEP 3 says of the file.
func (p *parser) checkV1(m *Metainfo) error {
	switch {
	case !m.v1 && !m.v2:
		return missing("info.pieces", p.info.at)
	case !m.v1:
		return nil
	case !p.length.given:
		return missing("info.length", p.info.at)
	}
	m.file.Length = p.length.value
	if err := lengthFlaw(m.file.Length); err != nil {
		return wrong("info.length", p.length.at, err)
	}
	have, want := int64(len(p.pieces.value)), countPieces(m.file.Length, m.file.PieceLength)
	if have%sha1.Size != 0 || have/sha1.Size != want {
		return &keyed{"info.pieces", flawAt(p.pieces.at, "it has %d bytes instead of %d for each of %d pieces", have, sha1.Size, want)}
	}
	m.pieces = bytes.Clone(p.pieces.value)
	return nil
}

// checkV2 takes what BEP 52 says of the file, which must be the same.
func (p *parser) checkV2(m *Metainfo) error {
	if !m.v2 {
		return nil
	}
	leaf := &p.tree
	switch {
	case !leaf.given:
		return missing("info.file tree", p.info.at)
	case !leaf.length.given:
		return missing("info.file tree.length", leaf.at)
	case m.v1 && leaf.length.value != m.file.Length:
		return &keyed{"info.file tree.length", flawAt(leaf.length.at, "it is %d, but the length of version 1 is %d", leaf.length.value, m.file.Length)}
	}
	m.file.Length = leaf.length.value
	if err := lengthFlaw(m.file.Length); err != nil {
		return wrong("info.file tree.length", leaf.length.at, err)
	}
	if m.file.Length == 0 {
		return nil
	}
	if !leaf.root.given {
		return missing("info.file tree.pieces root", leaf.at)
	}
	if len(leaf.root.value) != sha256.Size {
		return &keyed{"info.file tree.pieces root", flawAt(leaf.root.at, "it has %d bytes instead of %d", len(leaf.root.value), sha256.Size)}
	}
	m.root = node(leaf.root.value)
	return p.checkLayer(m)
}
