package messages

// Chunk is a range of whole pieces that one downloader fetches from one owner. Chunks are the unit of supervision and
// of reassignment to another owner.
type Chunk struct {
	First int // number of the first piece
	Count int // number of pieces; invariant: > 0
}

// End returns the number of the piece after the chunk.
func (c Chunk) End() int { return c.First + c.Count }

// Has reports whether a piece is in the chunk.
func (c Chunk) Has(piece int) bool { return c.First <= piece && piece < c.End() }

// Range returns the bytes of the file that the chunk covers.
func (c Chunk) Range(f File) Range {
	if c.Count <= 0 {
		return Range{}
	}
	first, last := f.PieceRange(c.First), f.PieceRange(c.End()-1)
	return Range{Offset: first.Offset, Length: last.End() - first.Offset}
}

// BlocksPerSpan is the maximum number of blocks in a Span, whose mask has one bit for each.
const BlocksPerSpan = 64

// Blocks returns the number of blocks that cover length bytes. blockSize is the payload of a block in bytes.
func Blocks(length int64, blockSize int) int {
	return int((length + int64(blockSize) - 1) / int64(blockSize))
}
