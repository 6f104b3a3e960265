package porttest

import (
	"slices"

	"swarm/actors/port"
)

// Store writes down what is asked of the disk; the test answers.
type Store struct {
	FreeMemory   int64 // bytes that buffers may still take
	BuffersInUse int   // buffers that were not released
	Shares       []Sharing
	Opens        []Opening
	Finishes     []Finishing
	Closed       []port.OpenFile

	harness *Harness
	keeps   []Keeping
}

// Sharing is one call of Share.
type Sharing struct {
	FilePath, Announce string
	ReplyTo            port.PID
}

// Opening is one call of Open.
type Opening struct {
	Torrent string
	ReplyTo port.PID
}

// Keeping is one call of Keep.
type Keeping struct {
	Piece   int
	At      int64
	ReplyTo port.PID
}

// Finishing is one call of Finish.
type Finishing struct{ ReplyTo port.PID }

// TookKeeps gives the calls of Keep since the last time.
func (s *Store) TookKeeps() []Keeping {
	keeps := s.keeps
	s.keeps = nil
	return keeps
}

// Share is written down.
func (s *Store) Share(filePath, announce string, replyTo port.PID) {
	s.Shares = append(s.Shares, Sharing{FilePath: filePath, Announce: announce, ReplyTo: replyTo})
}

// Open is written down.
func (s *Store) Open(torrent string, replyTo port.PID) {
	s.Opens = append(s.Opens, Opening{Torrent: torrent, ReplyTo: replyTo})
}

// Buffer lends room while there is some.
func (s *Store) Buffer(length int64) (port.Buffer, bool) {
	if length > s.FreeMemory {
		return nil, false
	}
	s.FreeMemory -= length
	s.BuffersInUse++
	return &buffer{store: s, length: length}, true
}

// Keep is written down.
func (s *Store) Keep(_ port.OpenFile, piece int, _ port.Buffer, at int64, replyTo port.PID) {
	s.keeps = append(s.keeps, Keeping{Piece: piece, At: at, ReplyTo: replyTo})
}

// Finish is written down.
func (s *Store) Finish(_ port.OpenFile, replyTo port.PID) {
	s.Finishes = append(s.Finishes, Finishing{ReplyTo: replyTo})
}

// Close is written down; a file is closed once.
func (s *Store) Close(file port.OpenFile) {
	if slices.Contains(s.Closed, file) {
		s.harness.t.Errorf("the file %s was closed twice", file.File().Name)
	}
	s.Closed = append(s.Closed, file)
}

type buffer struct {
	store    *Store
	length   int64
	released bool
}

// Place ignores the payload: no actor looks at it.
func (b *buffer) Place(int64, []byte) {}

// Release gives the room back, once.
func (b *buffer) Release() {
	if b.released {
		b.store.harness.t.Error("a buffer was released twice")
		return
	}
	b.released = true
	b.store.FreeMemory += b.length
	b.store.BuffersInUse--
}
