package messages

// File is the part of a torrent that actors need. The piece hashes stay with the store. If the torrent is of a folder,
// its files lie one after the other: offsets and lengths count bytes of all files together, without padding.
type File struct {
	InfoHash    InfoHash
	Name        string  // checked: no separators, never "." or ".."
	Length      int64   // bytes; 0 is valid
	PieceLength int64   // bytes; invariant: > 0
	Layout      *Layout // where pieces begin; nil: every PieceLength bytes
	Announce    string  // URL of the tracker, or ""
}

// Pieces returns the number of pieces: 0 for an empty file.
func (f File) Pieces() int {
	switch {
	case f.PieceLength <= 0:
		return 0
	case f.Layout != nil:
		return f.Layout.pieces
	}
	return int((f.Length + f.PieceLength - 1) / f.PieceLength)
}

// PieceRange returns the bytes of one piece. The last piece of a file may be shorter. A piece outside the file has an
// empty range.
func (f File) PieceRange(piece int) Range {
	if piece < 0 || piece >= f.Pieces() {
		return Range{}
	}
	if f.Layout != nil {
		return f.Layout.pieceRange(piece, f.PieceLength, f.Length)
	}
	offset := int64(piece) * f.PieceLength
	return Range{Offset: offset, Length: min(f.PieceLength, f.Length-offset)}
}

// MeanPiece returns how many bytes a piece has on average, rounded down: PieceLength, or less if the file has a Layout.
func (f File) MeanPiece() int64 {
	if f.Layout == nil {
		return f.PieceLength
	}
	return max(f.Length/int64(f.Pieces()), 1)
}

// PieceAt returns the number of the piece that the byte at offset belongs to.
func (f File) PieceAt(offset int64) int {
	if f.Layout != nil {
		return f.Layout.pieceAt(offset, f.PieceLength)
	}
	return int(offset / f.PieceLength)
}

// PaddedLength returns the bytes of all pieces if each but the last one were PieceLength bytes long. It differs from
// Length only if the file has a Layout. Together with PieceLength it determines the number of pieces.
func (f File) PaddedLength() int64 {
	last := f.Pieces() - 1
	if last < 0 {
		return 0
	}
	return int64(last)*f.PieceLength + f.PieceRange(last).Length
}

// Range is a range of bytes in a file.
type Range struct {
	Offset int64 // bytes from the start of the file
	Length int64 // bytes
}

// End returns the offset of the byte after the range.
func (r Range) End() int64 { return r.Offset + r.Length }

// Contains reports whether other lies wholly inside r.
func (r Range) Contains(other Range) bool {
	return other.Length >= 0 && other.Offset >= r.Offset && other.End() <= r.End() && other.End() >= other.Offset
}
