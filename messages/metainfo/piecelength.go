package metainfo

const (
	// MinPieceLength is the smallest piece length of a version 2 torrent, in bytes (BEP 52).
	MinPieceLength = leafSize

	// MaxPieceLength is the largest piece length of a torrent that is made, in bytes. It bounds the memory for a piece.
	MaxPieceLength = 64 << 20

	// maxReadPieceLength is the largest piece length that Parse accepts, in bytes. It is libtorrent's limit; BEP 3 has
	// none.
	maxReadPieceLength = 0x7fff * leafSize

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

// pieceLengthForMany returns the piece length for a folder of files bytes long together. Each file begins with a piece
// of its own, so pieces are no longer than about a file is on average: longer ones would only be padding, which
// version 1 stores in its hashes and other clients fetch.
func pieceLengthForMany(length int64, files int) int64 {
	pieceLength := PieceLengthFor(length)
	for files > 1 && pieceLength > MinPieceLength && pieceLength > length/int64(files) {
		pieceLength /= 2
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
