package world

import (
	"math/bits"

	"swarm/actors/port"
	"swarm/messages"
)

var _ port.OpenFile = (*openFile)(nil)

// volume is a file on a disk, whole or in part. It survives crashes of the node.
type volume struct {
	file    messages.File
	have    messages.Bitfield // pieces that are verified and written
	corrupt messages.Bitfield // those of have that were written with other bytes than the file's, which is a bug
	rotten  messages.Bitfield // pieces that are served with wrong bytes, though the disk holds the file's; may be empty
	final   bool              // it has its final name; invariant: then have is full
	changed bool              // its bytes no longer match the torrent
}

// holds reports whether all pieces that a range of bytes touches have been written.
func (v *volume) holds(offset int64, length int) bool {
	first, last := v.file.PieceAt(offset), v.file.PieceAt(offset+int64(length)-1)
	return v.have.NextClear(first) > last
}

// rottenBlocks returns the mask of the blocks of a span that lie in rotten pieces. A block is right or wrong as a
// whole, so that one that reaches into the next piece counts as right.
func (v *volume) rottenBlocks(span messages.Span, blockSize int) (mask uint64) {
	if v.rotten.Len() == 0 {
		return 0
	}
	for rest := span.Mask; rest != 0; rest &= rest - 1 {
		i := bits.TrailingZeros64(rest)
		offset := span.Offset + int64(i)*int64(blockSize)
		piece := v.file.PieceAt(offset)
		if v.rotten.Has(piece) && offset+int64(blockLength(span, blockSize, i)) <= v.file.PieceRange(piece).End() {
			mask |= 1 << i
		}
	}
	return mask
}

// verified returns how many bytes have been written.
func (v *volume) verified() int64 {
	total := int64(0)
	for piece := v.have.NextSet(0); piece < v.have.Len(); piece = v.have.NextSet(piece + 1) {
		total += v.file.PieceRange(piece).Length
	}
	return total
}

// openFile is a volume that one incarnation of a node has opened.
type openFile struct{ volume *volume }

// File returns what the torrent says.
func (f *openFile) File() messages.File { return f.volume.file }

// Have returns a copy of the set of pieces that are verified and on disk.
func (f *openFile) Have() messages.Bitfield { return f.volume.have.Clone() }

// Has reports whether one piece is verified and on disk.
func (f *openFile) Has(piece int) bool { return f.volume.have.Has(piece) }

// V1 returns zero: no virtual torrent is hybrid.
func (f *openFile) V1() messages.Hash20 { return messages.Hash20{} }

// Unwanted returns nothing: all of a virtual file is wanted.
func (f *openFile) Unwanted() messages.Bitfield { return messages.Bitfield{} }

// HasAll reports whether all pieces from first up to but not including end are verified and on disk.
func (f *openFile) HasAll(first, end int) bool { return f.volume.have.HasAll(first, end) }

// Swarm returns what BitTorrent peers need to know of the torrent: nothing, because no such peer is simulated.
func (f *openFile) Swarm() port.Swarm { return port.Swarm{File: f.volume.file} }

// ReadBlocks fills the buffers with the file's bytes. Pieces that have not been written read as zeros.
func (f *openFile) ReadBlocks(buffers [][]byte, offset int64) error {
	if f.volume.changed {
		return port.ErrChanged
	}
	for _, b := range buffers {
		clear(b)
		for at := offset; at < offset+int64(len(b)); {
			piece := f.volume.file.PieceAt(at)
			end := min(offset+int64(len(b)), f.volume.file.PieceRange(piece).End())
			if f.volume.have.Has(piece) {
				content(f.volume.file.InfoHash, at, b[at-offset:end-offset])
			}
			at = end
		}
		offset += int64(len(b))
	}
	return nil
}
