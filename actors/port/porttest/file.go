package porttest

import (
	"fmt"
	"net/netip"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// BlockSize is the payload of a block in tests of actors, in bytes.
	BlockSize = 100
	// PieceLength is the length of a piece in tests of actors, in bytes: ten blocks.
	PieceLength = 1000
)

// File is a fake open file.
type File struct {
	file     messages.File
	have     messages.Bitfield
	unwanted messages.Bitfield
}

// NewFile returns a file of whole pieces that has the pieces listed in have. The number makes its name and its
// info-hash.
func NewFile(number, pieces int, have ...int) *File {
	f := &File{have: messages.NewBitfield(pieces), file: messages.File{
		InfoHash: messages.InfoHash{byte(number), 0xAB}, Name: fmt.Sprintf("file%d", number),
		Length: int64(pieces) * PieceLength, PieceLength: PieceLength, Announce: "http://tracker.test",
	}}
	f.Add(have...)
	return f
}

// WholeFile returns a file that has all its pieces.
func WholeFile(number, pieces int) *File {
	f := NewFile(number, pieces)
	f.have = messages.FullBitfield(pieces)
	return f
}

// FileOf returns a file that a torrent describes, and that has the pieces listed in have.
func FileOf(file messages.File, have ...int) *File {
	f := &File{file: file, have: messages.NewBitfield(file.Pieces())}
	f.Add(have...)
	return f
}

// WithAnnounce sets the announce URL of the file's torrent, and returns the file.
func (f *File) WithAnnounce(url string) *File {
	f.file.Announce = url
	return f
}

// Add adds pieces to those that the file has.
func (f *File) Add(pieces ...int) {
	for _, piece := range pieces {
		f.have.Set(piece)
	}
}

// Hash returns the file's info-hash.
func (f *File) Hash() messages.InfoHash { return f.file.InfoHash }

// File returns what the torrent says.
func (f *File) File() messages.File { return f.file }

// Have returns a copy of the set of pieces that the file has.
func (f *File) Have() messages.Bitfield { return f.have.Clone() }

// Unwanted returns the pieces that SetUnwanted has set.
func (f *File) Unwanted() messages.Bitfield { return f.unwanted }

// SetUnwanted sets which pieces nobody wants.
func (f *File) SetUnwanted(pieces ...int) {
	f.unwanted = messages.NewBitfield(f.have.Len())
	for _, piece := range pieces {
		f.unwanted.Set(piece)
	}
}

// Has reports whether the file has a piece.
func (f *File) Has(piece int) bool { return f.have.Has(piece) }

// V1 returns zero: the torrent is not hybrid.
func (f *File) V1() messages.Hash20 { return messages.Hash20{} }

// HasAll reports whether the file has all pieces from first up to but not including end.
func (f *File) HasAll(first, end int) bool { return f.have.HasAll(first, end) }

// Swarm returns what BitTorrent peers need to know of the torrent.
func (f *File) Swarm() port.Swarm {
	return port.Swarm{File: f.file, Hashes: []messages.Hash20{{f.file.InfoHash[0], 1}}, Info: []byte("d4:name1:fe")}
}

// ReadBlocks panics: only edges read payload, no actor does.
func (f *File) ReadBlocks([][]byte, int64) error { panic("porttest: an actor read payload") }

// Owner returns the owner with a number, as the tracker describes it.
func Owner(number int) messages.Owner {
	return messages.Owner{Node: messages.NodeID(number), Addr: Addr(number), Whole: true}
}

// Addr returns the address of the node with a number.
func Addr(number int) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, 0, byte(number)}), 4000)
}
