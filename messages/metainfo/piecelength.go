package metainfo

const (
	// MinPieceLength is the smallest piece length of a version 2 torrent, in bytes (BEP 52).
	MinPieceLength = leafSize

	// MaxPieceLength is the largest piece length, in bytes. It bounds the memory for one piece; BEP 3 has no limit.
	MaxPieceLength = 64 << 20

	// usualPieceLength is the piece length, in bytes, of a file that is neither small nor huge.
	usualPieceLength = 1 << 20

	// minPieces is how many pieces a small file should have, so that several owners can each send some.
	minPieces = 16

	// maxPieces bounds the torrent of a huge file: at 52 bytes for each piece it stays below 1.7 MiB.
	maxPieces = 1 << 15
)

// PieceLengthFor returns the piece length for a file of length bytes. It is a power of two: 1 MiB for most files, less
// for a file below 16 MiB, so that it still has several pieces, and more for a file above 32 GiB, so that its torrent
// stays small.
func PieceLengthFor(length int64) int64 {
	pieceLength := int64(usualPieceLength)
	for pieceLength > MinPieceLength && length/pieceLength < minPieces {
		pieceLength /= 2
	}
	for pieceLength < MaxPieceLength && length/pieceLength > maxPieces {
		pieceLength *= 2
	}
	return pieceLength
}

// countPieces returns the number of pieces of a file. Unlike (length+pieceLength-1)/pieceLength it cannot overflow.
func countPieces(length, pieceLength int64) int64 {
	if length == 0 {
		return 0
	}
	return (length-1)/pieceLength + 1
}
