package port

import (
	"errors"

	"swarm/messages"
)

// ErrChanged: a file on disk is not what its torrent describes any more.
var ErrChanged = errors.New("the file changed since its torrent was made")

// Store is a node's disk.
type Store interface {
	FileStore
	ChunkStore
	PieceStore
}

// FileStore opens whole files; the peer uses it.
type FileStore interface {
	// Share hashes the file at filePath, writes NAME.torrent with the announce URL beside the node's files, and opens the
	// file for serving. replyTo gets *HashAdvanced now and then, and at the end *Shared or *StoreFailed.
	Share(filePath, announce string, replyTo PID)

	// Open reads a torrent and opens its file: the complete one that is there, the pieces of an earlier try, or nothing
	// yet. What is there is hashed. replyTo gets *HashAdvanced now and then, and at the end *Opened or *StoreFailed.
	Open(torrent string, replyTo PID)

	// Close lets go of a file. Served pieces that are still being read are not disturbed.
	Close(file OpenFile)
}

// ChunkStore lends memory for chunks and completes files; a download uses it.
type ChunkStore interface {
	// Buffer gives room for a chunk, or false while all the room is taken: more room comes when a buffer is released. What is
	// larger than all the room is lent alone, so that a huge piece can be fetched too.
	Buffer(length int64) (Buffer, bool)

	// Finish gives a file that has all its pieces its final name. replyTo gets *Finished or *StoreFailed.
	Finish(file OpenFile, replyTo PID)
}

// PieceStore verifies and writes pieces; a downloader uses it.
type PieceStore interface {
	// Keep verifies one piece, which lies in the buffer from byte at on, and writes it. replyTo gets *PieceKept,
	// *PieceSpoiled or *StoreFailed. A piece that is on disk already is kept, whatever lies in the buffer; one that is outside
	// the file or the buffer fails. The buffer may be released meanwhile: Keep holds on to it for as long as it needs.
	Keep(file OpenFile, piece int, buffer Buffer, at int64, replyTo PID)
}

// Buffer is the room for one chunk. It has one owner at a time, who releases it exactly once.
type Buffer interface {
	// Place copies payload to byte at. The edge that calls it keeps within the buffer.
	Place(at int64, payload []byte)
	Release()
}

// OpenFile is a file that is open on the disk, whole or in part.
type OpenFile interface {
	Source
	File() messages.File
	// Have gives a copy of the set of pieces that are verified and on disk.
	Have() messages.Bitfield
	// Has tells whether one piece is verified and on disk.
	Has(piece int) bool
}

// Source gives payload to the network's edge; actors do not call it.
type Source interface {
	// ReadBlocks fills the buffers, one behind the other, with the bytes of the file from offset on. The error is
	// ErrChanged when the file is not the torrent's any more.
	ReadBlocks(buffers [][]byte, offset int64) error
}

// Messages of the store.
type (
	// HashAdvanced: this much of the file called Name is hashed.
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
	}
	// Opened answers Open.
	Opened struct {
		Torrent  string // as it was given
		File     OpenFile
		FilePath string // the final path of the file
		Complete bool   // the whole file is at its final path, and verified
	}
	// PieceKept answers Keep: the piece's hash is right and the piece is on disk.
	PieceKept struct {
		Piece int
	}
	// PieceSpoiled answers Keep: the piece's hash is wrong.
	PieceSpoiled struct {
		Piece int
	}
	// Finished answers Finish.
	Finished struct {
		FilePath string
	}
	// StoreFailed answers any call that the disk would not do.
	StoreFailed struct {
		What  string // the path, or the torrent, or the name of the file
		Piece int    // of Keep, else -1
		Cause error  // says what to do about it
	}
)
