package downloader

import (
	"math/bits"

	"swarm/actors/port"
	"swarm/messages"
)

// pieces tracks which blocks of a chunk have arrived and how far each of its pieces is. Blocks are numbered from the
// start of the chunk. A block need not end where a piece does: it may belong to several pieces.
type pieces struct {
	file      messages.File
	chunk     messages.Chunk
	blockSize int64
	blocks    messages.Bitfield // in the buffer
	missing   []int             // by piece of the chunk: how many of its blocks are not in the buffer
	states    []state           // by piece of the chunk
	complete  []int             // pieces of the file that have become complete and were not taken yet
	counts    [4]int            // pieces, by state
}

type state uint8

const (
	stateMissing  state = iota // blocks are missing
	stateComplete              // all blocks are in the buffer
	stateKeeping               // the store verifies and writes it
	stateKept                  // on disk
)

func newPieces(file messages.File, chunk messages.Chunk, blockSize int) *pieces {
	p := &pieces{file: file, chunk: chunk, blockSize: int64(blockSize)}
	p.blocks = messages.NewBitfield(messages.Blocks(chunk.Range(file).Length, blockSize))
	p.missing = make([]int, chunk.Count)
	p.states = make([]state, chunk.Count)
	p.counts[stateMissing] = chunk.Count
	for i := range chunk.Count {
		first, last := p.blocksOf(i)
		p.missing[i] = last - first + 1
	}
	return p
}

// blocksOf returns the first and the last block that hold bytes of piece i of the chunk.
func (p *pieces) blocksOf(i int) (first, last int) {
	piece := p.file.PieceRange(p.chunk.First + i)
	base := p.chunk.Range(p.file).Offset
	return int((piece.Offset - base) / p.blockSize), int((piece.End() - 1 - base) / p.blockSize)
}

// pieceAt returns which piece of the chunk the byte at offset of the chunk belongs to.
func (p *pieces) pieceAt(offset int64) int {
	return p.file.PieceAt(p.chunk.Range(p.file).Offset+offset) - p.chunk.First
}

// startOf returns the offset in the chunk of the first byte of piece i of the chunk.
func (p *pieces) startOf(i int) int64 {
	return p.file.PieceRange(p.chunk.First+i).Offset - p.chunk.Range(p.file).Offset
}

// addRun notes that the blocks of a run have arrived.
func (p *pieces) addRun(run port.Run) {
	for mask := run.Mask; mask != 0; mask &= mask - 1 {
		p.addBlock(run.First + bits.TrailingZeros64(mask))
	}
}

// addBlock notes that a block has arrived.
func (p *pieces) addBlock(block int) {
	if !p.blocks.Set(block) {
		return
	}
	start := int64(block) * p.blockSize
	end := start + p.blockSize
	for i := p.pieceAt(start); i < p.chunk.Count && p.startOf(i) < end; i++ {
		if p.missing[i]--; p.missing[i] == 0 && p.states[i] == stateMissing {
			p.move(i, stateComplete)
			p.complete = append(p.complete, p.chunk.First+i)
		}
	}
}

// takeComplete returns the pieces that have become complete since the last call. From then on the store keeps them.
func (p *pieces) takeComplete() []int {
	taken := p.complete
	p.complete = nil
	for _, piece := range taken {
		p.move(piece-p.chunk.First, stateKeeping)
	}
	return taken
}

// keptPiece notes that a piece is on disk. It reports whether that was not known before.
func (p *pieces) keptPiece(piece int) bool {
	i := piece - p.chunk.First
	if i < 0 || i >= len(p.states) || p.states[i] == stateKept {
		return false
	}
	p.move(i, stateKept)
	return true
}

// abandon notes that the store has failed to keep a piece, or has found its hash wrong.
func (p *pieces) abandon(piece int) {
	if i := piece - p.chunk.First; i >= 0 && i < len(p.states) && p.states[i] == stateKeeping {
		p.move(i, stateMissing)
	}
}

// keeping returns how many pieces the store is verifying and writing.
func (p *pieces) keeping() int { return p.counts[stateKeeping] }

// allKept reports whether all pieces of the chunk are on disk.
func (p *pieces) allKept() bool { return p.counts[stateKept] == p.chunk.Count }

func (p *pieces) move(i int, to state) {
	p.counts[p.states[i]]--
	p.counts[to]++
	p.states[i] = to
}
