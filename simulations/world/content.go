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
