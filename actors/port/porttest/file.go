package porttest

import (
	"fmt"
	"net/netip"

	"swarm/messages"
)

const (
	// BlockSize is what a block carries on a stage, in bytes.
	BlockSize = 100
	// PieceLength is the length of a piece on a stage, in bytes: ten blocks.
	PieceLength = 1000
)

// File is an open file without a disk.
type File struct {
	file messages.File
	have messages.Bitfield
}

// NewFile makes a file of whole pieces that has those that are named.
func NewFile(number, pieces int, have ...int) *File {
	f := &File{have: messages.NewBitfield(pieces), file: messages.File{
		InfoHash: messages.InfoHash{byte(number), 0xAB}, Name: fmt.Sprintf("file%d", number),
		Length: int64(pieces) * PieceLength, PieceLength: PieceLength, Announce: "http://tracker.test",
	}}
	f.Add(have...)
	return f
}

// WholeFile makes a file that has all its pieces.
func WholeFile(number, pieces int) *File {
	f := NewFile(number, pieces)
	f.have = messages.FullBitfield(pieces)
	return f
}

// Announcing changes the file's tracker.
func (f *File) WithAnnounce(url string) *File {
	f.file.Announce = url
	return f
}

// Add puts pieces on the disk.
func (f *File) Add(pieces ...int) {
	for _, piece := range pieces {
		f.have.Set(piece)
	}
}

// Hash is the file's key.
func (f *File) Hash() messages.InfoHash { return f.file.InfoHash }

// File is what the torrent says.
func (f *File) File() messages.File { return f.file }

// Have gives a copy of the pieces.
func (f *File) Have() messages.Bitfield { return f.have.Clone() }

// Has tells of one piece.
func (f *File) Has(piece int) bool { return f.have.Has(piece) }

// ReadBlocks is the edge's: no actor calls it.
func (f *File) ReadBlocks([][]byte, int64) error { panic("porttest: an actor read payload") }

// Owner makes the owner with a number, as the tracker tells of it.
func Owner(number int) messages.Owner {
	return messages.Owner{Node: messages.NodeID(number), Addr: Addr(number), Whole: true}
}

// Addr is the address of the node with a number.
func Addr(number int) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, 0, byte(number)}), 4000)
}
