package metainfo

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"

	"swarm/messages"
	"swarm/messages/bencode"
)

// hashesAtOnce is how many hashes of a piece layer are requested at once, as libtorrent does: a proof is checked before
// more is believed, and 16 KiB are no burden for the peer.
const hashesAtOnce = 512

// Pending is a torrent of which the info dictionary is known, as peers send it to those who have a magnet link only
// (BEP 9). If it is of version 2, its piece layers may still be missing: peers send them in parts with proofs (BEP 52).
// It is not safe for concurrent use.
type Pending struct {
	meta   *Metainfo
	layers map[node]*partLayer // that are missing, by pieces root
	order  []*partLayer        // all of them, as their files come in the torrent, but for complete ones at the start
}

// partLayer is a piece layer that is not complete.
type partLayer struct {
	root    node
	members []int // that have this root
	pieces  int64
	hashes  []byte            // 32 bytes for each piece; nil until the first part is here
	parts   messages.Bitfield // that are here
}

// FromInfo reads the info dictionary of a magnet link. Its hashes must be those that are wanted; one that is zero is
// not compared. trackers are the URLs of the link. The result does not refer to info.
func FromInfo(info []byte, v1 messages.Hash20, v2 messages.InfoHash, trackers []string) (*Pending, error) {
	m, err := parseInfo(info, v1, v2, false)
	if err != nil {
		return nil, err
	}
	m.setTrackers(trackers)
	p := &Pending{meta: m, layers: map[node]*partLayer{}}
	if !m.v2 {
		return p, nil
	}
	if err := p.setLayers(); err != nil {
		return nil, &ParseError{Key: "info.file tree", Cause: err}
	}
	return p, nil
}

// setLayers finds out which piece layers are missing.
func (p *Pending) setLayers() error {
	total := int64(0)
	for i := range p.meta.members {
		member := &p.meta.members[i]
		pieces := countPieces(member.Length, p.meta.file.PieceLength)
		if pieces <= 1 {
			continue
		}
		layer := p.layers[member.root]
		if layer == nil {
			layer = &partLayer{root: member.root, pieces: pieces}
			p.layers[member.root] = layer
			p.order = append(p.order, layer)
			total += pieces * sha256.Size
		}
		layer.members = append(layer.members, i)
		switch {
		case total > MaxTorrentBytes:
			return fmt.Errorf("its pieces have more than %d bytes of hashes", MaxTorrentBytes)
		case layer.pieces != pieces:
			return errors.New("two files have one pieces root, and their lengths differ")
		}
	}
	return nil
}

// parseInfo reads an info dictionary that must have the given hashes.
func parseInfo(info []byte, v1 messages.Hash20, v2 messages.InfoHash, onlyV1 bool) (*Metainfo, error) {
	var flaw error
	switch {
	case len(info) > MaxTorrentBytes:
		flaw = fmt.Errorf("it has %d bytes, more than %d", len(info), MaxTorrentBytes)
	case v1 == (messages.Hash20{}) && v2 == (messages.InfoHash{}):
		flaw = errors.New("no hash is wanted")
	case v1 != (messages.Hash20{}) && sha1.Sum(info) != v1, v2 != (messages.InfoHash{}) && sha256.Sum256(info) != v2:
		flaw = errors.New("it has another hash than the one that is wanted")
	}
	if flaw != nil {
		return nil, &ParseError{Key: "info", Cause: flaw}
	}
	p := &parser{Reader: bencode.NewReader(info, 0), onlyInfo: true, onlyV1: onlyV1}
	if err := p.within([]byte("info"), p.readInfo); err != nil {
		return nil, p.explain(err)
	}
	if p.Offset() < len(info) {
		return nil, p.explain(bencode.FlawAt(p.Offset(), "%d bytes follow the end", len(info)-p.Offset()))
	}
	m, err := p.assemble()
	if err != nil {
		return nil, p.explain(err)
	}
	if v1 != (messages.Hash20{}) && !m.v1 || v2 != (messages.InfoHash{}) && !m.v2 {
		return nil, &ParseError{Key: "info.meta version",
			Cause: errors.New("it is not of the version of the wanted hash")}
	}
	return m, nil
}

// setTrackers stores the URLs of a magnet link. Each is a tier of its own, since a link does not say more.
func (m *Metainfo) setTrackers(urls []string) {
	var tiers [][]string
	for _, url := range urls {
		if url == "" || announceFlaw(url) != nil || len(tiers) == maxTrackers {
			continue
		}
		if m.file.Announce == "" || !isHTTP([]byte(m.file.Announce)) && isHTTP([]byte(url)) {
			m.file.Announce = url
		}
		tiers = append(tiers, []string{url})
	}
	if len(tiers) > 1 {
		m.tiers = tiers
	}
}

// File returns the name, the lengths and the info-hash of the torrent's content.
func (p *Pending) File() messages.File { return p.meta.file }

// Metainfo returns the torrent, or false while piece layers are missing.
func (p *Pending) Metainfo() (*Metainfo, bool) {
	if len(p.layers) > 0 {
		return nil, false
	}
	return p.meta, true
}

// OnlyV1 returns the torrent without its version 2, so that no piece layers are needed: SHA-1 verifies the pieces, and
// the info-hash is that of version 1. It returns false if the torrent is not of version 1.
func (p *Pending) OnlyV1() (*Metainfo, bool) {
	if !p.meta.v1 {
		return nil, false
	}
	m, err := parseInfo(p.meta.info, p.meta.hashV1, messages.InfoHash{}, true)
	if err != nil {
		return nil, false // padding that only version 2 explains
	}
	m.file.Announce, m.tiers = p.meta.file.Announce, p.meta.tiers
	return m, true
}

// Missing yields what to request from peers: parts of piece layers, with proofs up to their roots.
func (p *Pending) Missing() iter.Seq[messages.HashRange] {
	for len(p.order) > 0 && p.layers[p.order[0].root] == nil {
		p.order = p.order[1:]
	}
	return func(yield func(messages.HashRange) bool) {
		for _, layer := range p.order {
			if p.layers[layer.root] == nil {
				continue
			}
			first := p.part(layer, 0)
			for index := 0; int64(index) < layer.pieces; index += first.Length {
				if layer.hashes != nil && layer.parts.Has(index/first.Length) {
					continue
				}
				if !yield(p.part(layer, index)) {
					return
				}
			}
		}
	}
}

// part returns the request for a part of a layer.
func (p *Pending) part(layer *partLayer, index int) messages.HashRange {
	height := heightOf(layer.pieces)
	return messages.HashRange{Root: layer.root, BaseLayer: levelOf(p.meta.file.PieceLength), Index: index,
		Length: min(hashesAtOnce, 1<<height), ProofLayers: height - 1}
}

var (
	errNotWanted = errors.New("metainfo: add hashes: they are not missing")
	errNotProven = errors.New("metainfo: add hashes: they do not hash to the pieces root")
)

// Add stores hashes that a peer sent for a range that Missing yielded: as many as the range has, then the uncles. It
// returns an error, and stores nothing, if they do not hash to the pieces root: then the peer is wrong.
func (p *Pending) Add(part messages.HashRange, hashes []byte) error {
	layer := p.layers[part.Root]
	if layer == nil || part != p.part(layer, part.Index) || part.Index < 0 || int64(part.Index) >= layer.pieces ||
		part.Index%part.Length != 0 {
		return errNotWanted
	}
	if len(hashes) != (part.Length+part.Uncles())*sha256.Size || !proves(part, hashes) {
		return errNotProven
	}
	inFile := int(min(int64(part.Length), layer.pieces-int64(part.Index)))
	for i := inFile; i < part.Length; i++ {
		if node(hashes[i*sha256.Size:]) != padding[part.BaseLayer] {
			return errNotProven // only the maker of the torrent can have done that
		}
	}
	if layer.hashes == nil {
		layer.hashes = make([]byte, layer.pieces*sha256.Size)
		layer.parts = messages.NewBitfield(int(countPieces(layer.pieces, int64(part.Length))))
	}
	copy(layer.hashes[part.Index*sha256.Size:], hashes[:inFile*sha256.Size])
	if layer.parts.Set(part.Index / part.Length); layer.parts.Full() {
		p.complete(layer, layer.hashes)
	}
	return nil
}

// AddLayer stores a whole piece layer: 32 bytes for each piece of the files that have this root.
func (p *Pending) AddLayer(root [sha256.Size]byte, hashes []byte) error {
	layer := p.layers[root]
	switch {
	case layer == nil:
		return errNotWanted
	case int64(len(hashes)) != layer.pieces*sha256.Size || layerRoot(hashes, p.meta.file.PieceLength) != root:
		return errNotProven
	}
	p.complete(layer, bytes.Clone(hashes))
	return nil
}

// complete stores a layer that was verified in its members.
func (p *Pending) complete(layer *partLayer, hashes []byte) {
	for _, i := range layer.members {
		p.meta.members[i].layer = hashes
	}
	delete(p.layers, layer.root)
}
