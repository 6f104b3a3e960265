package metainfo

import (
	"bytes"
	"crypto/sha256"
	"errors"

	"swarm/messages/bencode"
)

// readTree reads the file tree (BEP 52): a dictionary of names. The value of a name is a dictionary again: of the names
// in that folder or, if its only key is the empty string, of a file's values. Errors do not contain names as keys, so
// that they are the same for all files.
func (p *parser) readTree() error {
	at := p.Offset()
	if p.tree.present {
		return bencode.FlawAt(at, "the key is present twice")
	}
	p.tree.present, p.tree.at = true, at
	if err := p.readTreeFolder(nil); err != nil {
		return err
	}
	if len(p.tree.files) == 0 {
		return bencode.FlawAt(at, "it contains no file")
	}
	return nil
}

// readTreeFolder reads the dictionary of a folder or file. elements are its path.
func (p *parser) readTreeFolder(elements []string) error {
	isFile, isFolder := false, false
	var last []byte
	return p.Dictionary(func(name []byte) error {
		if isFolder && bytes.Compare(name, last) <= 0 { // the order of files is that of their pieces
			return bencode.FlawAt(p.Offset(), "the names of a folder are not sorted")
		}
		last = name
		switch {
		case len(name) > 0 && !isFile:
			isFolder = true
			return p.readTreeFolder(append(elements[:len(elements):len(elements)], string(name)))
		case isFile && len(name) == 0:
			return bencode.FlawAt(p.Offset(), "the file is present twice")
		case isFile || isFolder:
			return bencode.FlawAt(p.Offset(), "a file is a folder, too")
		case len(elements) == 0:
			return bencode.FlawAt(p.Offset(), "a file has no name")
		}
		isFile = true
		return p.readTreeFile(elements)
	})
}

// readTreeFile reads the values of a file, which have the empty string as their key.
func (p *parser) readTreeFile(elements []string) error {
	if err := p.countPath(elements); err != nil {
		return err
	}
	file := &p.treeFile
	if p.treeKeys == nil {
		p.treeKeys = map[string]func() error{
			"attr":         p.readText(&file.attributes),
			"length":       p.readInteger(&file.length),
			"pieces root":  p.readText(&file.root),
			"symlink path": p.readElements(&file.link),
		}
	}
	*file = rawFile{elements: elements, at: p.Offset()}
	if err := p.fields(p.treeKeys); err != nil {
		return err
	}
	p.tree.files = append(p.tree.files, new(*file))
	return nil
}

// checkLayers checks that the piece layer of each file hashes to its pieces root, and stores it. A file of one piece
// has none. Files of the same content share a layer.
func (p *parser) checkLayers(m *Metainfo) error {
	if !m.v2 || p.onlyInfo {
		return nil
	}
	wanted := map[node]int64{} // pieces of the members that need a layer, by root
	for i := range m.members {
		if member := &m.members[i]; member.Length > m.file.PieceLength {
			wanted[member.root] = countPieces(member.Length, m.file.PieceLength)
		}
	}
	if !p.layers.present {
		if len(wanted) == 0 {
			return nil
		}
		return missing("piece layers", 0)
	}
	layers, err := p.readLayers(wanted, m.file.PieceLength)
	if err != nil {
		return err
	}
	for i := range m.members {
		member := &m.members[i]
		if member.Length <= m.file.PieceLength {
			continue
		}
		layer, present := layers[member.root]
		if !present {
			return wrong("piece layers", p.layers.at, errNoLayer)
		}
		if pieces := countPieces(member.Length, m.file.PieceLength); int64(len(layer.value)) != pieces*sha256.Size {
			return layerSizeFlaw(layer, pieces)
		}
		member.layer = bytes.Clone(layer.value)
	}
	return nil
}

var errNoLayer = errors.New("the layer for the pieces root is missing")

func layerSizeFlaw(layer field[[]byte], pieces int64) error {
	return &keyFlaw{"piece layers",
		bencode.FlawAt(layer.at, "the layer has %d bytes, but the hashes of %d pieces have %d",
			len(layer.value), pieces, pieces*sha256.Size)}
}

// readLayers returns the piece layers whose keys are wanted. Like libtorrent, it accepts no others beside them.
func (p *parser) readLayers(wanted map[node]int64, pieceLength int64) (map[node]field[[]byte], error) {
	layers := map[node]field[[]byte]{}
	walk := &parser{Reader: bencode.NewReader(p.Data(), p.layers.at)}
	foreign := -1 // offset of a layer that belongs to no file
	err := walk.Dictionary(func(key []byte) error {
		pieces, known := int64(0), len(key) == sha256.Size
		if known {
			pieces, known = wanted[node(key)], wanted[node(key)] > 0
		}
		if !known {
			foreign = walk.Offset()
			return walk.Skip()
		}
		layer := layers[node(key)]
		if err := walk.readText(&layer)(); err != nil {
			return err
		}
		layers[node(key)] = layer
		if int64(len(layer.value)) != pieces*sha256.Size {
			return layerSizeFlaw(layer, pieces)
		}
		if layerRoot(layer.value, pieceLength) != node(key) {
			return bencode.FlawAt(layer.at, "the layer does not hash to the pieces root")
		}
		return nil
	})
	switch {
	case err != nil:
		if _, named := errors.AsType[*keyFlaw](err); named {
			return nil, err
		}
		return nil, &keyFlaw{"piece layers", err}
	case len(layers) < len(wanted):
		return nil, wrong("piece layers", p.layers.at, errNoLayer)
	case foreign >= 0:
		return nil, wrong("piece layers", foreign, errors.New("the layer belongs to no file of the torrent"))
	}
	return layers, nil
}
