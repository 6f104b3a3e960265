package port

import (
	"errors"

	"swarm/messages"
)

// ErrChanged means that a file on disk is no longer the one that its torrent describes.
var ErrChanged = errors.New("the file changed since its torrent was made")

// Store is a node's disk.
type Store interface {
	FileStore
	ChunkStore
	PieceStore
}

// FileStore opens whole files; the peer uses it.
type FileStore interface {
	// Share hashes the file at filePath, writes NAME.torrent with the announce URL beside the node's files, and opens
	// the file for serving. replyTo gets *HashAdvanced now and then, and at the end *Shared or *StoreFailed.
	Share(filePath, announce string, replyTo PID)

	// Open reads a torrent and opens its file: the complete one that is there, the pieces of an earlier try, or nothing
	// yet. What is there is hashed. replyTo gets *HashAdvanced now and then, and at the end *Opened or *StoreFailed.
	Open(download messages.Download, replyTo PID)

	// Close closes a file. Pieces that are still being read for a receiver are not disturbed.
	Close(file OpenFile)
}

// ChunkStore lends memory for chunks and completes files; a download uses it.
type ChunkStore interface {
	// Buffer lends memory for a chunk. It returns false while buffer_memory is used up: a released buffer makes memory
	// available again. A chunk larger than all of buffer_memory is lent its buffer while no other one is lent, so that
	// a huge piece can be fetched too.
	Buffer(length int64) (Buffer, bool)

	// Finish renames a file that has all its wanted pieces to its final name. replyTo gets *Finished or *StoreFailed.
	Finish(file OpenFile, replyTo PID)
}

// PieceStore verifies and writes pieces; a downloader uses it.
type PieceStore interface {
	// Keep verifies one piece, which begins at byte at of the buffer, and writes it. replyTo gets *PieceKept,
	// *PieceSpoiled or *StoreFailed. A piece that is on disk already counts as kept, whatever the buffer contains. A
	// piece outside the file or the buffer fails. The buffer may be released at once: Keep retains it for as long as it
	// needs.
	Keep(file OpenFile, piece int, buffer Buffer, at int64, replyTo PID)
}

// Buffer is the memory for one chunk. It has one owner at a time, which releases it exactly once.
type Buffer interface {
	// Place copies payload to byte at. The caller, an edge, stays within the buffer.
	Place(at int64, payload []byte)
	Release()
}

// OpenFile is a file that is open on the disk, whole or in part.
type OpenFile interface {
	Source
	File() messages.File
	// V1 returns the SHA-1 of the info dictionary of a hybrid torrent; zero for other torrents.
	V1() messages.Hash20
	// Have returns a copy of the set of pieces that are verified and on disk.
	Have() messages.Bitfield
	// Unwanted returns the pieces that belong only to files that the user does not want. It has length 0 if all files
	// are wanted. It does not change while the file is open.
	Unwanted() messages.Bitfield
	// Has reports whether a piece is verified and on disk.
	Has(piece int) bool
	// HasAll reports whether all pieces from first up to but not including end are verified and on disk.
	HasAll(first, end int) bool
	// Swarm returns what BitTorrent peers need to know of the torrent.
	Swarm() Swarm
}

// Source provides payload to the network's edge. Actors do not call it.
type Source interface {
	// ReadBlocks fills the buffers, in order, with the bytes of the file from offset on. It returns ErrChanged if the
	// file is no longer the torrent's.
	ReadBlocks(buffers [][]byte, offset int64) error
}

// Messages of the store.
type (
	// HashAdvanced reports how much of the file called Name is hashed.
	HashAdvanced struct {
		Name  string
		Bytes int64
		Total int64
	}
	// Shared answers Share.
	Shared struct {
		FilePath string // as it was given
		File     OpenFile
		Torrent  string // where the torrent was written
		LeftOut  int    // files of a folder that the torrent does not have: hidden ones, and links that lead out of it
	}
	// Opened answers Open.
	Opened struct {
		Torrent  string // as it was given
		File     OpenFile
		FilePath string // the final path of the file
		Complete bool   // all that is wanted is at its final path, and verified
		Chosen   int    // files of a folder that are wanted; 0: all
	}
	// PieceKept answers Keep: the piece has the right hash and is on disk.
	PieceKept struct {
		Piece int
	}
	// PieceSpoiled answers Keep: the piece has the wrong hash.
	PieceSpoiled struct {
		Piece int
	}
	// Finished answers Finish.
	Finished struct {
		FilePath string
	}
	// StoreFailed answers any call that failed.
	StoreFailed struct {
		What  string // the path, or the torrent, or the name of the file
		Piece int    // of Keep, else -1
		Cause error  // says what to do about it
	}
)
