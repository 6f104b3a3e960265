package porttest

import (
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

// Store is a fake disk. It records calls; the test itself sends the answers.
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

// TookKeeps returns the calls of Keep since the last call of TookKeeps.
func (s *Store) TookKeeps() []Keeping {
	keeps := s.keeps
	s.keeps = nil
	return keeps
}

// Share records a call.
func (s *Store) Share(filePath, announce string, replyTo port.PID) {
	s.Shares = append(s.Shares, Sharing{FilePath: filePath, Announce: announce, ReplyTo: replyTo})
}

// Open records a call.
func (s *Store) Open(download messages.Download, replyTo port.PID) {
	s.Opens = append(s.Opens, Opening{Torrent: download.Torrent, ReplyTo: replyTo})
}

// Buffer returns a buffer while there is free memory.
func (s *Store) Buffer(length int64) (port.Buffer, bool) {
	if length > s.FreeMemory {
		return nil, false
	}
	s.FreeMemory -= length
	s.BuffersInUse++
	return &buffer{store: s, length: length}, true
}

// Keep records a call.
func (s *Store) Keep(_ port.OpenFile, piece int, _ port.Buffer, at int64, replyTo port.PID) {
	s.keeps = append(s.keeps, Keeping{Piece: piece, At: at, ReplyTo: replyTo})
}

// Finish records a call.
func (s *Store) Finish(_ port.OpenFile, replyTo port.PID) {
	s.Finishes = append(s.Finishes, Finishing{ReplyTo: replyTo})
}

// Close records a call. The test fails when a file is closed twice.
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

// Place ignores the payload: no actor reads it.
func (b *buffer) Place(int64, []byte) {}

// Release returns the memory. The test fails when a buffer is released twice.
func (b *buffer) Release() {
	if b.released {
		b.store.fail("a buffer was released twice")
		return
	}
	b.released = true
	b.store.FreeMemory += b.length
	b.store.BuffersInUse--
}

func (s *Store) fail(text string) { s.harness.t.Error(text) }
