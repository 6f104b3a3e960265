package messages

// Chunk is a run of whole pieces fetched from one owner: the unit of a downloader, of supervision, of reassignment.
type Chunk struct {
	First int // the first piece
	Count int // pieces; invariant: > 0
}

// End is the piece just behind the chunk.
func (c Chunk) End() int { return c.First + c.Count }

// Has tells whether a piece is in the chunk.
func (c Chunk) Has(piece int) bool { return c.First <= piece && piece < c.End() }

// Range gives the chunk's bytes in a file.
func (c Chunk) Range(f File) Range {
	if c.Count <= 0 {
		return Range{}
	}
	first, last := f.PieceRange(c.First), f.PieceRange(c.End()-1)
	return Range{Offset: first.Offset, Length: last.End() - first.Offset}
}

// BlocksPerSpan is the most blocks that one Span asks for: one bit each in its mask.
const BlocksPerSpan = 64

// Blocks is the number of blocks of the given payload size (bytes) that cover length bytes.
func Blocks(length int64, blockSize int) int {
	return int((length + int64(blockSize) - 1) / int64(blockSize))
}
