package messages

import "sort"

// Layout says where the pieces of a folder begin, if each of its files begins with a piece of its own (BEP 52). Then
// the last piece of each file may be shorter than the others. It is immutable.
type Layout struct {
	runs   []run
	pieces int
}

// run is the pieces of one file. All but the last are as long as the piece length.
type run struct {
	first  int   // number of the first piece
	offset int64 // of the first byte
}

// NewLayout returns the layout of files of the given lengths, in bytes. It returns nil if pieces begin every
// pieceLength bytes, as they do without a layout.
func NewLayout(lengths []int64, pieceLength int64) *Layout {
	l, offset, uniform := &Layout{}, int64(0), true
	for _, length := range lengths {
		if length == 0 {
			continue
		}
		uniform = uniform && offset == int64(l.pieces)*pieceLength
		l.runs = append(l.runs, run{first: l.pieces, offset: offset})
		l.pieces += int((length-1)/pieceLength) + 1
		offset += length
	}
	if uniform {
		return nil
	}
	return l
}

// String returns the number of files, so that a layout reads the same wherever it lies in memory.
func (l *Layout) String() string {
	if l == nil {
		return "one file"
	}
	return "files"
}

// pieceRange returns the bytes of a piece. length is the total length.
func (l *Layout) pieceRange(piece int, pieceLength, length int64) Range {
	i := sort.Search(len(l.runs), func(i int) bool { return l.runs[i].first > piece }) - 1
	end := length
	if i+1 < len(l.runs) {
		end = l.runs[i+1].offset
	}
	offset := l.runs[i].offset + int64(piece-l.runs[i].first)*pieceLength
	return Range{Offset: offset, Length: min(pieceLength, end-offset)}
}

// pieceAt returns the number of the piece that the byte at offset belongs to.
func (l *Layout) pieceAt(offset, pieceLength int64) int {
	i := max(sort.Search(len(l.runs), func(i int) bool { return l.runs[i].offset > offset })-1, 0)
	return l.runs[i].first + int((offset-l.runs[i].offset)/pieceLength)
}
