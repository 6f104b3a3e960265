package metainfo

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"iter"
)

// treeKeys are the values in the file tree of the only file (BEP 52).
type treeKeys struct {
	name    []byte
	length  field[int64]
	root    field[[]byte]
	at      int // offset of the file's dictionary
	present bool
}

// readTree reads the file tree: a dictionary with one key, the file name. Its value is a dictionary with one key, the
// empty string. Its value is a dictionary of the file's values. Errors do not contain the file name as a key, so that
// they are the same for all files.
func (p *parser) readTree() error {
	at := p.at
	if p.tree.present {
		return flawAt(at, "the key is present twice")
	}
	err := p.dictionary(func(name []byte) error {
		if p.tree.name != nil {
			return &flaw{p.at, errMultiFile}
		}
		p.tree.name = name
		return p.dictionary(p.readFile)
	})
	if err != nil {
		return err
	}
	if !p.tree.present {
		return flawAt(at, "it contains no file")
	}
	return nil
}

// readFile reads the values of the file, which have the empty string as their key.
func (p *parser) readFile(name []byte) error {
	if len(name) > 0 {
		return &flaw{p.at, errMultiFile}
	}
	if p.tree.present {
		return flawAt(p.at, "the file is present twice")
	}
	p.tree.present, p.tree.at = true, p.at
	return p.fields(map[string]func() error{
		"attr":        func() error { return p.readAttributes(true) },
		"length":      p.readInteger(&p.tree.length),
		"pieces root": p.readText(&p.tree.root),
	})
}

// checkLayer checks that the file's piece layer hashes to the pieces root, and stores it. A file of one piece has none.
func (p *parser) checkLayer(m *Metainfo) error {
	pieces := countPieces(m.file.Length, m.file.PieceLength)
	if pieces == 1 {
		return nil
	}
	if !p.layers.present {
		return missing("piece layers", 0)
	}
	layer, err := p.findLayer(m.root)
	if err != nil {
		return err
	}
	if have := int64(len(layer.value)); have%sha256.Size != 0 || have/sha256.Size != pieces {
		return &keyFlaw{"piece layers", flawAt(layer.at,
			"the layer has %d bytes, but the hashes of %d pieces have %d", have, pieces, pieces*sha256.Size)}
	}
	if layerRoot(layer.value, m.file.PieceLength) != m.root {
		return wrong("piece layers", layer.at, errors.New("the layer does not hash to the pieces root"))
	}
	m.layer = bytes.Clone(layer.value)
	return nil
}

// findLayer returns the piece layer whose key is root. Like libtorrent, it accepts no layers beside it.
func (p *parser) findLayer(root node) (field[[]byte], error) {
	var layer field[[]byte]
	var foreign bool // a layer belongs to no file
	var at int
	walk := &parser{cursor: cursor{data: p.data, at: p.layers.at}}
	err := walk.dictionary(func(key []byte) error {
		if bytes.Equal(key, root[:]) {
			return walk.readText(&layer)()
		}
		foreign, at = true, walk.at
		return walk.skip()
	})
	if err != nil {
		return layer, &keyFlaw{"piece layers", err}
	}
	if !layer.present {
		return layer, wrong("piece layers", p.layers.at, errors.New("the layer for the pieces root is missing"))
	}
	if foreign {
		return layer, wrong("piece layers", at, errors.New("the layer belongs to no file of the torrent"))
	}
	return layer, nil
}

// checkName checks and stores the name of the file. In version 1 it is info.name. In version 2 it is the key in the
// file tree; in a hybrid, info.name must be the same. Once the info-hash is known, setInfo makes the name safe.
func (p *parser) checkName(m *Metainfo) error {
	name := p.name
	if p.nameUTF8.present {
		name = p.nameUTF8
	}
	if m.v2 {
		if m.v1 && name.present && !bytes.Equal(name.value, p.tree.name) {
			return wrong("info.name", name.at, errors.New("it is not the name in the file tree"))
		}
		name = field[[]byte]{value: p.tree.name, at: p.tree.at, present: true}
	}
	if !name.present {
		return missing("info.name", p.info.at)
	}
	if len(name.value) == 0 {
		return wrong("info.name", name.at, errors.New("it is empty"))
	}
	m.file.Name = string(name.value)
	return nil
}

// checkAnnounce checks and stores the URL of the tracker. Swarm speaks HTTP to trackers, so of announce and the URLs of
// announce-list (BEP 12) the first one with the scheme http or https counts; if there is none, the first one. Of each
// URL, white space around it is removed, as libtorrent does: programs wrote spaces and line ends there.
func (p *parser) checkAnnounce(m *Metainfo) error {
	key, chosen := "announce", p.announce
	chosen.value = bytes.TrimSpace(chosen.value)
	if !isHTTP(chosen.value) && p.announceList.present {
		for url := range p.trackers() {
			if isHTTP(url.value) || len(chosen.value) == 0 && len(url.value) > 0 {
				key, chosen = "announce-list", url
			}
			if isHTTP(chosen.value) {
				break
			}
		}
	}
	m.file.Announce = string(chosen.value)
	if err := announceFlaw(m.file.Announce); err != nil {
		return wrong(key, chosen.at, err)
	}
	return nil
}

func isHTTP(url []byte) bool {
	scheme, _, found := bytes.Cut(url, []byte("://"))
	return found && (bytes.EqualFold(scheme, []byte("http")) || bytes.EqualFold(scheme, []byte("https")))
}

// trackers yields the URLs of announce-list, which is a list of lists of URLs. It ends where the list has another form.
func (p *parser) trackers() iter.Seq[field[[]byte]] {
	return func(yield func(field[[]byte]) bool) {
		walk := &cursor{data: p.announceList.value}
		for range len(walk.data) {
			switch walk.next() {
			case 'l', 'e':
				walk.at++
				continue
			}
			at := p.announceList.at + walk.at
			url, err := walk.text()
			if err != nil || !yield(field[[]byte]{value: bytes.TrimSpace(url), at: at, present: true}) {
				return
			}
		}
	}
}
