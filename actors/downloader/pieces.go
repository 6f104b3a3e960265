package downloader

import (
	"math/bits"

	"swarm/actors/port"
	"swarm/messages"
)

// pieces keeps the account of a chunk: which blocks are missing of which piece, and how far each piece is. Blocks are
// numbered from the start of the chunk and need not end where pieces do, so that one block may belong to two pieces.
type pieces struct {
	file      messages.File
	chunk     messages.Chunk
	blockSize int64
	blocks    messages.Bitfield // in the buffer
	missing   []int             // by piece of the chunk: its blocks that are not in the buffer
	states    []state           // by piece of the chunk
	complete  []int             // pieces of the file that became complete and were not taken yet
	counts    [4]int            // by state
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

// blocksOf gives the first and the last block that hold bytes of piece i of the chunk.
func (p *pieces) blocksOf(i int) (first, last int) {
	of := p.file.PieceRange(p.chunk.First + i)
	base := p.chunk.Range(p.file).Offset
	return int((of.Offset - base) / p.blockSize), int((of.End() - 1 - base) / p.blockSize)
}

// run notes the blocks of one run.
func (p *pieces) run(run port.Run) {
	for mask := run.Mask; mask != 0; mask &= mask - 1 {
		p.came(run.First + bits.TrailingZeros64(mask))
	}
}

// came notes one block.
func (p *pieces) came(block int) {
	if !p.blocks.Set(block) {
		return
	}
	start := int64(block) * p.blockSize
	for i := int(start / p.file.PieceLength); i < p.chunk.Count && int64(i)*p.file.PieceLength < start+p.blockSize; i++ {
		if p.missing[i]--; p.missing[i] == 0 && p.states[i] == stateMissing {
			p.move(i, stateComplete)
			p.complete = append(p.complete, p.chunk.First+i)
		}
	}
}

// takeComplete gives the pieces that became complete since the last call; they count as being kept from then on.
func (p *pieces) takeComplete() []int {
	taken := p.complete
	p.complete = nil
	for _, piece := range taken {
		p.move(piece-p.chunk.First, stateKeeping)
	}
	return taken
}

// kept notes that a piece is on disk, and tells whether that is news.
func (p *pieces) kept(piece int) bool {
	i := piece - p.chunk.First
	if i < 0 || i >= len(p.states) || p.states[i] == stateKept {
		return false
	}
	p.move(i, stateKept)
	return true
}

// dropped notes that a piece is not being kept any more.
func (p *pieces) dropped(piece int) {
	if i := piece - p.chunk.First; i >= 0 && i < len(p.states) && p.states[i] == stateKeeping {
		p.move(i, stateMissing)
	}
}

func (p *pieces) keeping() int { return p.counts[stateKeeping] }
func (p *pieces) done() bool   { return p.counts[stateKept] == p.chunk.Count }

func (p *pieces) move(i int, to state) {
	p.counts[p.states[i]]--
	p.counts[to]++
	p.states[i] = to
}
