package metainfo

import (
	"crypto/sha256"
	"math/bits"

	"swarm/messages"
)

// maxHashesAsked is how many hashes a peer may request at once: what libtorrent takes.
const maxHashesAsked = 8192

// coarseHeight is how many levels above the piece layer Proofs keeps a layer in memory. A request then costs about as
// many hashes as it names, plus 512, and one for each 512 pieces.
const coarseHeight = 9

// Proofs answers the requests of peers for piece layers (BEP 52). It may be used by several goroutines.
type Proofs struct {
	base   int // level of the piece layers
	layers map[node]proofLayer
}

// proofLayer is the piece layer of a file.
type proofLayer struct {
	hashes []byte // 32 bytes for each piece
	coarse []node // tops over 1 << coarseHeight pieces each; nil if the layer has no more pieces than that
}

// Proofs returns what answers requests for the torrent's piece layers.
func (m *Metainfo) Proofs() *Proofs {
	p := &Proofs{layers: map[node]proofLayer{}}
	for i := range m.members {
		member := &m.members[i]
		if _, known := p.layers[member.root]; known || len(member.layer) == 0 {
			continue
		}
		p.base = levelOf(m.file.PieceLength)
		layer := proofLayer{hashes: member.layer}
		if pieces := layer.pieces(); pieces > 1<<coarseHeight {
			var coarse []node
			for first := int64(0); first<<coarseHeight < pieces; first++ {
				coarse = append(coarse, layer.node(p.base, coarseHeight, first))
			}
			layer.coarse = coarse
		}
		p.layers[member.root] = layer
	}
	return p
}

// Hashes returns what a peer requests: hashes of a piece layer, then the uncles. It returns false if the torrent has no
// such hashes. Leaves, of 16 KiB, are not kept; peers need them only to find out which part of a wrong piece is wrong.
func (p *Proofs) Hashes(part messages.HashRange) ([]byte, bool) {
	layer, known := p.layers[part.Root]
	height := heightOf(layer.pieces())
	switch {
	case !known, part.BaseLayer != p.base, part.ProofLayers < 0, part.ProofLayers >= max(height, 1):
		return nil, false
	case part.Length < 1, part.Length > maxHashesAsked, part.Length > 1<<height, part.Length&(part.Length-1) != 0:
		return nil, false
	case part.Index < 0, part.Index%part.Length != 0, part.Index > 1<<height-part.Length:
		return nil, false
	}
	hashes := make([]byte, 0, (part.Length+part.Uncles())*sha256.Size)
	for i := range int64(part.Length) {
		entry := layer.node(p.base, 0, int64(part.Index)+i)
		hashes = append(hashes, entry[:]...)
	}
	own := heightOf(int64(part.Length))
	for i := range part.Uncles() {
		uncle := layer.node(p.base, own+i, int64(part.Index)>>(own+i)^1)
		hashes = append(hashes, uncle[:]...)
	}
	return hashes, true
}

func (l *proofLayer) pieces() int64 { return int64(len(l.hashes) / sha256.Size) }

// node returns a node of the tree above the layer, whose level is base. The node is height levels above the layer.
func (l *proofLayer) node(base, height int, index int64) node {
	switch {
	case index<<height >= l.pieces():
		return padding[base+height]
	case height == 0:
		return node(l.hashes[index*sha256.Size:])
	case height == coarseHeight && l.coarse != nil:
		return l.coarse[index]
	}
	left, right := l.node(base, height-1, 2*index), l.node(base, height-1, 2*index+1)
	return parent(&left, &right)
}

// proves reports whether hashes of a range, followed by the uncles up to the root, hash to the root.
func proves(part messages.HashRange, hashes []byte) bool {
	nodes := tree{base: part.BaseLayer}
	for i := range part.Length {
		nodes.add(node(hashes[i*sha256.Size:]))
	}
	top, _ := nodes.top()
	index := part.Index / part.Length
	for uncles := hashes[part.Length*sha256.Size:]; len(uncles) > 0; uncles = uncles[sha256.Size:] {
		if uncle := node(uncles); index&1 == 1 {
			top = parent(&uncle, &top)
		} else {
			top = parent(&top, &uncle)
		}
		index /= 2
	}
	return top == part.Root
}

// heightOf returns the height of a tree over so many nodes, which are padded to the next power of two.
func heightOf(nodes int64) int { return bits.Len64(uint64(max(nodes, 1) - 1)) }
