package metainfo

const (
	// MinPieceLength is the least piece length of a version 2 torrent, in bytes (BEP 52).
	MinPieceLength = leafSize

	// MaxPieceLength bounds the memory that one piece takes, in bytes. BEP 3 has no limit.
	MaxPieceLength = 64 << 20

	// usualPieceLength is the piece length of a file that is neither small nor huge, in bytes (DESIGN: 1 MiB).
	usualPieceLength = 1 << 20

	// fewPieces is how many pieces even a small file should have, so that several owners can give some each.
	fewPieces = 16

	// manyPieces bounds the torrent of a huge file: at 52 bytes a piece it stays under 1.7 MiB.
	manyPieces = 1 << 15
)

// PieceLengthFor chooses the piece length for a file of length bytes: a power of two, 1 MiB unless the file is small, so
// that it has several pieces still, or huge, so that its torrent stays small.
func PieceLengthFor(length int64) int64 {
	pieceLength := int64(usualPieceLength)
	for pieceLength > MinPieceLength && length/pieceLength < fewPieces {
		pieceLength /= 2
	}
	for pieceLength < MaxPieceLength && length/pieceLength > manyPieces {
		pieceLength *= 2
	}
	return pieceLength
}

// countPieces is the number of pieces of a file; unlike a rounded-up division it cannot overflow.
func countPieces(length, pieceLength int64) int64 {
	if length == 0 {
		return 0
	}
	return (length-1)/pieceLength + 1
}
