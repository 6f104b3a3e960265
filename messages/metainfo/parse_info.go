package metainfo

import (
	"bytes"
	"crypto/sha1"
	"errors"
	"fmt"
	"strings"

	"swarm/messages"
	"swarm/messages/bencode"
)

var errVersion = fmt.Errorf("this version is %w, only versions 1 and 2 are", ErrUnsupported)

// infoKeys are the values of the info dictionary.
type infoKeys struct {
	name        field[[]byte]
	nameUTF8    field[[]byte] // old programs wrote it in addition to a name that was not UTF-8
	length      field[int64]
	pieceLength field[int64]
	pieces      field[[]byte]
	version     field[int64]
	private     field[[]byte] // encoded
	files       fileList      // of version 1
	tree        fileList      // of version 2
}

// readInfo reads the info dictionary and stores its bytes, of which the info-hashes are computed.
func (p *parser) readInfo() error {
	at := p.Offset()
	if p.info.present {
		return bencode.FlawAt(at, "the key is present twice")
	}
	err := p.fields(map[string]func() error{
		"file tree":    p.readTree,
		"files":        p.readFiles,
		"length":       p.readInteger(&p.length),
		"meta version": p.readInteger(&p.version),
		"name":         p.readText(&p.name),
		"name.utf-8":   p.readText(&p.nameUTF8),
		"piece length": p.readInteger(&p.pieceLength),
		"pieces":       p.readText(&p.pieces),
		"private":      p.readRaw(&p.private),
	})
	if err != nil {
		return err
	}
	return p.info.set(p.Data()[at:p.Offset()], at)
}

// assemble checks the values that were read and returns the torrent. If it has both versions, they must agree.
func (p *parser) assemble() (*Metainfo, error) {
	m := &Metainfo{v1: p.pieces.present}
	switch {
	case !p.version.present || p.version.value == 1 || p.onlyV1:
	case p.version.value == 2:
		m.v2 = true
	default:
		return nil, wrong("info.meta version", p.version.at, errVersion)
	}
	m.private = string(p.private.value) == "i1e"
	for _, step := range []func(*Metainfo) error{p.checkPieceLength, p.checkV1, p.checkV2, p.checkBoth, p.checkName,
		p.setMembers, p.checkPieces, p.checkLayers, p.checkTrackers} {
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

// checkV1 checks the files of version 1 (BEP 3), and makes a list of a single file.
func (p *parser) checkV1(m *Metainfo) error {
	switch {
	case !m.v1 && !m.v2:
		return missing("info.pieces", p.info.at)
	case !m.v1:
		p.files = fileList{}
		return nil
	case p.files.present:
		return p.files.check("info.files", false)
	case !p.length.present:
		return missing("info.length", p.info.at)
	}
	if err := lengthFlaw(p.length.value); err != nil {
		return wrong("info.length", p.length.at, err)
	}
	p.files.files = []*rawFile{{length: p.length, at: p.info.at}}
	return nil
}

// checkV2 checks the files of version 2 (BEP 52).
func (p *parser) checkV2(m *Metainfo) error {
	if !m.v2 {
		p.tree = fileList{}
		return nil
	}
	if !p.tree.present {
		return missing("info.file tree", p.info.at)
	}
	if err := p.tree.check("info.file tree", true); err != nil {
		return err
	}
	m.folder = p.files.present || len(p.tree.files) > 1 || len(p.tree.files[0].elements) > 1
	return nil
}

// checkBoth checks that the two versions of a hybrid describe the same files. In version 1 each file must begin with a
// piece: files of zeros pad the others (BEP 47).
func (p *parser) checkBoth(m *Metainfo) error {
	if !m.v1 || !m.v2 {
		m.folder = m.folder || p.files.present
		return nil
	}
	if !p.files.present {
		if m.folder {
			return wrong("info.file tree", p.tree.at, errors.New("it has several files, and version 1 has one"))
		}
		if have, want := p.tree.files[0].length, p.length; have.value != want.value {
			return &keyFlaw{"info.file tree.length", bencode.FlawAt(have.at,
				"it is %d, but the length of version 1 is %d",
				have.value, want.value)}
		}
		return nil
	}
	next, offset := 0, int64(0)
	for i := range p.files.files {
		v1 := p.files.files[i]
		switch {
		case v1.isPadding():
		case next == len(p.tree.files) || !v1.equals(p.tree.files[next]):
			return wrong("info.files", v1.at, errors.New("the file is not the next one in the file tree"))
		case v1.length.value > 0 && offset%p.pieceLength.value != 0:
			return wrong("info.files", v1.at, errors.New("the file does not begin with a piece, as version 2 requires"))
		default:
			next++
		}
		offset += v1.length.value
	}
	if next < len(p.tree.files) {
		return wrong("info.file tree", p.tree.files[next].at, errors.New("the file is not in version 1"))
	}
	return nil
}

// setMembers makes the members of the torrent, places them and makes their names safe.
func (p *parser) setMembers(m *Metainfo) error {
	key, list := "info.files", &p.files
	if m.v2 {
		key, list = "info.file tree", &p.tree
	}
	m.members = make([]Member, len(list.files))
	raw, links := make([][]string, len(list.files)), make([][]string, len(list.files))
	for i := range list.files {
		file := list.files[i]
		m.members[i] = Member{Length: file.length.value, Executable: file.has('x'), Padding: !m.v2 && file.isPadding()}
		if m.v2 && file.length.value > 0 {
			m.members[i].root = node(file.root.value)
		}
		if raw[i] = file.elements; len(raw[i]) == 0 {
			raw[i] = []string{".pad"} // padding needs no name
		}
		if file.has('l') {
			links[i] = file.link
		}
	}
	total, lengths, err := place(m.members, m.file.PieceLength, m.v2)
	if err != nil {
		return wrong(key, list.at, err)
	}
	m.file.Length = total
	if m.v2 {
		m.file.Layout = messages.NewLayout(lengths, m.file.PieceLength)
	}
	if !m.folder {
		return nil
	}
	if i := nameMembers(m.members, raw, links); i >= 0 {
		return &keyFlaw{key, bencode.FlawAt(list.files[i].at, "more than %d files have the path %.80q", maxSameNames,
			strings.Join(raw[i], "/"))}
	}
	return nil
}

// checkPieces checks and stores the SHA-1 of the pieces. Version 1 counts padding as well.
func (p *parser) checkPieces(m *Metainfo) error {
	if !m.v1 {
		return nil
	}
	total, err := p.files.total()
	if err != nil {
		return err
	}
	have, want := int64(len(p.pieces.value)), countPieces(total, m.file.PieceLength)
	if have%sha1.Size != 0 || have/sha1.Size != want {
		return &keyFlaw{"info.pieces",
			bencode.FlawAt(p.pieces.at, "it has %d bytes, but the hashes of %d pieces have %d", have,
				want, want*sha1.Size)}
	}
	if int64(m.file.Pieces()) != want {
		return &keyFlaw{"info.pieces", bencode.FlawAt(p.pieces.at, "version 1 has %d pieces, and version 2 has %d",
			want,
			m.file.Pieces())}
	}
	m.pieces = bytes.Clone(p.pieces.value)
	return nil
}
