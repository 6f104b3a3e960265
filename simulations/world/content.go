package world

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"swarm/messages"
)

// TorrentOf returns a torrent as if a file had been hashed. In a world the content of a file is a function of its
// info-hash, and the info-hash is a function of all other values in the torrent.
func TorrentOf(name string, length, pieceLength int64, announce string) messages.File {
	text := fmt.Sprintf("%q %d %d %q", name, length, pieceLength, announce)
	return messages.File{InfoHash: sha256.Sum256([]byte(text)), Name: name, Length: length, PieceLength: pieceLength,
		Announce: announce}
}

// FolderOf returns a torrent of a folder whose files have length bytes together. With no files it is TorrentOf.
func FolderOf(name string, files int, length, pieceLength int64, announce string) messages.File {
	if files == 0 {
		return TorrentOf(name, length, pieceLength, announce)
	}
	file := TorrentOf(fmt.Sprintf("%s in %d files", name, files), length, pieceLength, announce)
	file.Name, file.Layout = name, messages.NewLayout(fileLengths(files, length), pieceLength)
	return file
}

// fileLengths returns lengths of files, in bytes, that differ: one in seven is empty, and the others have one to six
// shares. The last one has what is left over.
func fileLengths(files int, total int64) []int64 {
	lengths, shares := make([]int64, files), int64(0)
	for i := range files {
		shares += int64(i % 7)
	}
	left := total
	for i := range files {
		lengths[i] = total / max(shares, 1) * int64(i%7)
		left -= lengths[i]
	}
	lengths[files-1] += left
	return lengths
}

// content fills p with the bytes of a file, beginning at offset.
func content(file messages.InfoHash, offset int64, p []byte) {
	seed := binary.BigEndian.Uint64(file[:8])
	var word [8]byte
	for len(p) > 0 {
		binary.BigEndian.PutUint64(word[:], mix(seed^uint64(offset/8)))
		n := copy(p, word[offset%8:])
		p, offset = p[n:], offset+int64(n)
	}
}
