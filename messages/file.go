package messages

// File is the part of a torrent that actors need. The piece hashes stay with the store.
type File struct {
	InfoHash    InfoHash
	Name        string // checked: no separators, never "." or ".."
	Length      int64  // bytes; 0 is valid
	PieceLength int64  // bytes; invariant: > 0
	Announce    string // URL of the tracker, or ""
}

// Pieces returns the number of pieces: 0 for an empty file.
func (f File) Pieces() int {
	if f.PieceLength <= 0 {
		return 0
	}
	return int((f.Length + f.PieceLength - 1) / f.PieceLength)
}

// PieceRange returns the bytes of one piece. The last piece may be shorter. A piece outside the file has an empty
// range.
func (f File) PieceRange(piece int) Range {
	if piece < 0 || piece >= f.Pieces() {
		return Range{}
	}
	offset := int64(piece) * f.PieceLength
	return Range{Offset: offset, Length: min(f.PieceLength, f.Length-offset)}
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
