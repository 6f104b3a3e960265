package world

import (
	"errors"
	"fmt"

	"swarm/actors/port"
	"swarm/messages"
)

var (
	_ port.Store  = (*store)(nil)
	_ port.Tokens = (*store)(nil)
)

var (
	// errFull is the cause of StoreFailed when the disk is full.
	errFull = errors.New("world: write a piece: no space left on device")
	// errOutside is the cause of StoreFailed for a piece outside the file or outside the buffer.
	errOutside = errors.New("world: keep a piece: it is outside the file or outside the buffer")
)

// store gives one incarnation of a node access to its disk.
type store struct {
	disk        *disk
	incarnation *incarnation
}

// afterCall queues a call that moves size bytes, and calls done when the disk is through with it. If the node crashes
// before that, the call has no effect.
func (s *store) afterCall(size, rate int64, done func()) {
	at := s.disk.enqueue(size, rate)
	s.disk.world().plan(s.disk.site(), at, action(func() {
		if !s.incarnation.ended() {
			done()
		}
	}))
}

func (s *store) post(to port.PID, message any) { s.disk.world().system.Post(to, message) }

// Share makes a torrent for a plain file and opens the file.
func (s *store) Share(name, announce string, replyTo port.PID) {
	if s.incarnation.ended() {
		return
	}
	plain, exists := s.disk.plainFiles[name]
	if !exists {
		s.fail(name, replyTo, fmt.Errorf("world: share %s: no such file", name))
		return
	}
	file := plain.torrent
	if file.Announce == "" {
		file = TorrentOf(name, file.Length, file.PieceLength, announce)
	}
	s.advance(name, file.Length, replyTo)
	s.afterCall(file.Length, s.disk.speed.HashRate, func() {
		v := s.disk.volumeOf(file)
		v.have, v.corrupt = messages.FullBitfield(file.Pieces()), messages.NewBitfield(file.Pieces())
		v.final, v.changed = true, false
		torrent := name + ".torrent"
		s.disk.torrents[torrent] = file
		s.post(replyTo, &port.HashAdvanced{Name: name, Bytes: file.Length, Total: file.Length})
		s.post(replyTo, &port.Shared{FilePath: name, File: &openFile{volume: v}, Torrent: torrent})
	})
}

// Open opens the file of a torrent, with the pieces of it that were written before.
func (s *store) Open(download messages.Download, replyTo port.PID) {
	torrent := download.Torrent
	if s.incarnation.ended() {
		return
	}
	file, exists := s.disk.torrents[torrent]
	if !exists {
		s.fail(torrent, replyTo, fmt.Errorf("world: open %s: no such torrent", torrent))
		return
	}
	v := s.disk.volumeOf(file)
	hashed := v.verified()
	s.advance(file.Name, file.Length, replyTo)
	s.afterCall(hashed, s.disk.speed.HashRate, func() {
		s.post(replyTo, &port.HashAdvanced{Name: file.Name, Bytes: file.Length, Total: file.Length})
		s.post(replyTo, &port.Opened{Torrent: torrent, File: &openFile{volume: v}, FilePath: file.Name,
			Complete: v.final})
	})
}

func (s *store) advance(name string, total int64, replyTo port.PID) {
	s.post(replyTo, &port.HashAdvanced{Name: name, Total: total})
}

func (s *store) fail(what string, replyTo port.PID, cause error) {
	s.afterCall(0, s.disk.speed.HashRate, func() {
		s.post(replyTo, &port.StoreFailed{What: what, Piece: -1, Cause: cause})
	})
}

// Buffer returns memory for a chunk, or false when the node's buffer memory is used up.
func (s *store) Buffer(length int64) (port.Buffer, bool) {
	d := s.disk
	if s.incarnation.ended() || length < 0 || d.buffers > 0 && d.lentBytes+length > d.world().options.BufferMemory {
		return nil, false
	}
	d.lentBytes += length
	d.buffers++
	return &buffer{disk: s.disk, length: length, users: 1}, true
}

// Keep verifies one piece and writes it. The buffer is verified now; the piece counts as written when the disk's call
// is done.
func (s *store) Keep(file port.OpenFile, piece int, in port.Buffer, at int64, replyTo port.PID) {
	if s.incarnation.ended() {
		return
	}
	v, from := file.(*openFile).volume, in.(*buffer)
	if from.released {
		s.disk.world().violate(s.disk.node, "a piece was kept from a buffer that was released")
	}
	want := v.file.PieceRange(piece)
	outside := want.Length == 0 || at < 0 || at+want.Length > from.length
	right := !outside && from.holds(v.file, want, at)
	from.users++
	s.afterCall(want.Length, s.disk.speed.WriteRate, func() {
		written := right && from.holds(v.file, want, at) // the buffer may have changed since it was verified
		from.done()
		switch {
		case outside:
			s.post(replyTo, &port.StoreFailed{What: v.file.Name, Piece: piece, Cause: errOutside})
			return
		case v.have.Has(piece):
			s.post(replyTo, &port.PieceKept{Piece: piece})
			return
		case !right:
			s.post(replyTo, &port.PieceSpoiled{Piece: piece})
			return
		case s.disk.full:
			s.post(replyTo, &port.StoreFailed{What: v.file.Name, Piece: piece, Cause: errFull})
			return
		}
		v.have.Set(piece)
		if !written {
			v.corrupt.Set(piece)
		}
		s.post(replyTo, &port.PieceKept{Piece: piece})
	})
}

// Finish gives a file its final name.
func (s *store) Finish(file port.OpenFile, replyTo port.PID) {
	if s.incarnation.ended() {
		return
	}
	v := file.(*openFile).volume
	if !v.have.Full() {
		s.disk.world().violate(s.disk.node, "a file was finished that is not complete")
		s.fail(v.file.Name, replyTo, fmt.Errorf("world: finish %s: %d pieces are missing", v.file.Name,
			v.have.Len()-v.have.Count()))
		return
	}
	s.afterCall(0, s.disk.speed.WriteRate, func() {
		v.final = true
		s.post(replyTo, &port.Finished{FilePath: v.file.Name})
	})
}

// Close does nothing: a virtual file needs no closing.
func (s *store) Close(port.OpenFile) {}

// SaveToken stores a token for the node's next incarnation.
func (s *store) SaveToken(token messages.Token) error {
	if !s.incarnation.ended() {
		s.disk.token = token
	}
	return nil
}
