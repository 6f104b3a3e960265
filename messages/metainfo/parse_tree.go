package metainfo

import (
	"bytes"
	"crypto/sha256"
	"errors"
)

// treeKeys is what the file tree says of the only file in it (BEP 52).
type treeKeys struct {
	name   []byte
	length field[int64]
	root   field[[]byte]
	at     int // offset of the file's dictionary
	given  bool
}

// takeTree reads the file tree: one name, in it the empty name, in it what is said of the file. The name as a key is
// left out of the path of errors, so that they read the same whatever the file is called.
func (p *parser) takeTree() error {
	at := p.at
	if p.tree.given {
		return flawAt(at, "the key is there twice")
	}
	err := p.dictionary(func(name []byte) error {
		if p.tree.name != nil {
			return &flaw{p.at, errMultiFile}
		}
		p.tree.name = name
		return p.dictionary(p.takeFile)
	})
	if err != nil {
		return err
	}
	if !p.tree.given {
		return flawAt(at, "there is no file in it")
	}
	return nil
}

func (p *parser) takeFile(name []byte) error {
	if len(name) > 0 {
		return &flaw{p.at, errMultiFile}
	}
	if p.tree.given {
		return flawAt(p.at, "the file is there twice")
	}
	p.tree.given, p.tree.at = true, p.at
	return p.fields(map[string]func() error{
		"attr":        p.takeAttributes,
		"length":      p.takeInteger(&p.tree.length),
		"pieces root": p.takeText(&p.tree.root),
	})
}

// checkLayer finds the file's piece layer among those of the torrent and checks that it hashes to the pieces root.
func (p *parser) checkLayer(m *Metainfo) error {
	pieces := countPieces(m.file.Length, m.file.PieceLength)
	if pieces == 1 {
		return nil
	}
	if !p.layers.given {
		return missing("piece layers", 0)
	}
	layer, err := p.findLayer(m.root)
	if err != nil {
		return err
	}
	if have := int64(len(layer.value)); have%sha256.Size != 0 || have/sha256.Size != pieces {
		return &keyed{"piece layers", flawAt(layer.at, "the layer has %d bytes instead of %d for each of %d pieces", have, sha256.Size, pieces)}
	}
	if layerRoot(layer.value, m.file.PieceLength) != m.root {
		return wrong("piece layers", layer.at, errors.New("the layer does not hash to the pieces root"))
	}
	m.layer = bytes.Clone(layer.value)
	return nil
}

func (p *parser) findLayer(root node) (field[[]byte], error) {
	var layer field[[]byte]
	walk := &parser{cursor: cursor{data: p.data, at: p.layers.at}}
	err := walk.dictionary(func(key []byte) error {
		if bytes.Equal(key, root[:]) {
			return walk.takeText(&layer)()
		}
		return walk.skip()
	})
	if err != nil {
		return layer, &keyed{"piece layers", err}
	}
	if !layer.given {
		return layer, wrong("piece layers", p.layers.at, errors.New("there is no layer for the pieces root"))
	}
	return layer, nil
}

// checkName takes the name of the file. In version 2 it is the key in the tree, which info.name may only repeat; in
// version 1 there is only info.name.
func (p *parser) checkName(m *Metainfo) error {
	name := p.name
	if p.nameUTF8.given {
		name = p.nameUTF8
	}
	if m.v2 {
		if m.v1 && name.given && !bytes.Equal(name.value, p.tree.name) {
			return wrong("info.name", name.at, errors.New("it is not the name in the file tree"))
		}
		name = field[[]byte]{value: p.tree.name, at: p.tree.at, given: true}
	}
	if !name.given {
		return missing("info.name", p.info.at)
	}
	m.file.Name = string(name.value)
	if err := nameFlaw(m.file.Name); err != nil {
		return wrong("info.name", name.at, err)
	}
	return nil
}

// checkAnnounce takes the tracker's URL; without one, the first of the list in its place (BEP 12).
func (p *parser) checkAnnounce(m *Metainfo) error {
	url, key := p.announce, "announce"
	if len(url.value) == 0 && p.backup.given {
		url, key = p.firstTracker(), "announce-list"
	}
	m.file.Announce = string(url.value)
	if err := announceFlaw(m.file.Announce); err != nil {
		return wrong(key, url.at, err)
	}
	return nil
}

// firstTracker looks into announce-list, a list of lists of URLs. A list of another shape has no first URL.
func (p *parser) firstTracker() field[[]byte] {
	walk := &cursor{data: p.backup.value}
	for walk.next() == 'l' {
		walk.at++
	}
	at := p.backup.at + walk.at
	url, err := walk.text()
	return field[[]byte]{value: url, at: at, given: err == nil}
}
