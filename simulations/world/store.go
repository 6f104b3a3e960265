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
	// errFull is what a full disk says.
	errFull = errors.New("world: write a piece: no space left on device")
	// errOutside is what it says to an actor that miscounted.
	errOutside = errors.New("world: keep a piece: it is outside the file or outside the buffer")
)

// store is the disk in the hands of one incarnation of a node.
type store struct {
	disk *disk
	life *life
}

// later answers once a call that moves this many bytes is done; a node that died meanwhile hears nothing of it, and
// nothing comes of it.
func (s *store) later(size, rate int64, done func()) {
	at := s.disk.busyWith(size, rate)
	s.disk.node.world.plan(&s.disk.node.site, at, action(func() {
		if !s.life.over() {
			done()
		}
	}))
}

func (s *store) post(to port.PID, message any) { s.disk.node.world.system.Post(to, message) }

// Share describes a plain file by a torrent, and opens it.
func (s *store) Share(path, announce string, replyTo port.PID) {
	if s.life.over() {
		return
	}
	found, there := s.disk.plain[path]
	if !there {
		s.fail(path, replyTo, fmt.Errorf("world: share %s: no such file", path))
		return
	}
	file := TorrentOf(path, found.length, found.pieceLength, announce)
	s.advance(path, found.length, replyTo)
	s.later(found.length, s.disk.speed.HashRate, func() {
		v := s.disk.volume(file)
		v.have, v.spoilt, v.final, v.changed = messages.FullBitfield(file.Pieces()), messages.NewBitfield(file.Pieces()), true, false
		torrent := path + ".torrent"
		s.disk.torrents[torrent] = file
		s.post(replyTo, &port.HashAdvanced{Name: path, Bytes: found.length, Total: found.length})
		s.post(replyTo, &port.Shared{Path: path, File: &openFile{volume: v}, Torrent: torrent})
	})
}

// Open opens the file of a torrent with what is there of it.
func (s *store) Open(torrent string, replyTo port.PID) {
	if s.life.over() {
		return
	}
	file, there := s.disk.torrents[torrent]
	if !there {
		s.fail(torrent, replyTo, fmt.Errorf("world: open %s: no such torrent", torrent))
		return
	}
	v := s.disk.volume(file)
	hashed := v.verified()
	s.advance(file.Name, file.Length, replyTo)
	s.later(hashed, s.disk.speed.HashRate, func() {
		s.post(replyTo, &port.HashAdvanced{Name: file.Name, Bytes: file.Length, Total: file.Length})
		s.post(replyTo, &port.Opened{Torrent: torrent, File: &openFile{volume: v}, Path: file.Name, Complete: v.final})
	})
}

func (s *store) advance(name string, total int64, replyTo port.PID) {
	s.post(replyTo, &port.HashAdvanced{Name: name, Total: total})
}

func (s *store) fail(what string, replyTo port.PID, cause error) {
	s.later(0, s.disk.speed.HashRate, func() {
		s.post(replyTo, &port.StoreFailed{What: what, Piece: -1, Cause: cause})
	})
}

// Buffer gives room for a chunk.
func (s *store) Buffer(length int64) (port.Buffer, bool) {
	d := s.disk
	if s.life.over() || length < 0 || d.buffers > 0 && d.lent+length > d.node.world.options.BufferMemory {
		return nil, false
	}
	d.lent += length
	d.buffers++
	return &buffer{disk: s.disk, length: length, users: 1}, true
}

// Keep verifies one piece and writes it. What lies in the buffer is judged now and counts once it is written.
func (s *store) Keep(file port.OpenFile, piece int, in port.Buffer, at int64, replyTo port.PID) {
	if s.life.over() {
		return
	}
	v, from := file.(*openFile).volume, in.(*buffer)
	if from.released {
		s.disk.node.world.violate(s.disk.node, "a piece was kept from a buffer that was released")
	}
	want := v.file.PieceRange(piece)
	outside := want.Length == 0 || at < 0 || at+want.Length > from.length
	right := !outside && from.holds(v.file, want, at)
	from.users++
	s.later(want.Length, s.disk.speed.WriteRate, func() {
		written := right && from.holds(v.file, want, at) // what the disk gets, whatever was judged before
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
			v.spoilt.Set(piece)
		}
		s.post(replyTo, &port.PieceKept{Piece: piece})
	})
}

// Finish gives a file its final name.
func (s *store) Finish(file port.OpenFile, replyTo port.PID) {
	if s.life.over() {
		return
	}
	v := file.(*openFile).volume
	if !v.have.Full() {
		s.disk.node.world.violate(s.disk.node, "a file was finished that is not complete")
		s.fail(v.file.Name, replyTo, fmt.Errorf("world: finish %s: %d pieces are missing", v.file.Name, v.have.Len()-v.have.Count()))
		return
	}
	s.later(0, s.disk.speed.WriteRate, func() {
		v.final = true
		s.post(replyTo, &port.Finished{Path: v.file.Name})
	})
}

// Close lets go of a file; there is nothing to let go of.
func (s *store) Close(port.OpenFile) {}

// SaveToken remembers a token for the node's next incarnation.
func (s *store) SaveToken(token messages.Token) error {
	if !s.life.over() {
		s.disk.token = token
	}
	return nil
}
