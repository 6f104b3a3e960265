package disk

import (
	"errors"
	"fmt"
	"path/filepath"

	"swarm/actors/port"
)

// Keep verifies one piece on a worker and writes it. A piece that is on disk already is not verified or written again.
func (s *Store) Keep(file port.OpenFile, piece int, memory port.Buffer, at int64, replyTo port.PID) {
	f, isOurs := file.(torrentContent)
	b, isLent := memory.(*buffer)
	if !isOurs || !isLent || !b.retain() {
		s.fail(replyTo, file.File().Name, piece, fmt.Errorf(
			"disk: keep piece %d: the file or the buffer belongs to another store, or was released", piece))
		return
	}
	failKeep := func(err error) {
		s.fail(replyTo, f.File().Name, piece, fmt.Errorf("disk: keep piece %d of %s: %w", piece, f.File().Name, err))
	}
	task := func([]byte) {
		kept, err := s.keep(f, piece, b, at)
		b.dropReference()
		switch {
		case err != nil:
			failKeep(err)
		case kept:
			s.gate.Post(replyTo, &port.PieceKept{Piece: piece})
		default:
			s.gate.Post(replyTo, &port.PieceSpoiled{Piece: piece})
		}
	}
	if !s.work.addUrgent(task) {
		b.dropReference()
		failKeep(s.queueError())
	}
}

// queueError returns the reason why the queue refused a task.
func (s *Store) queueError() error {
	if s.stopping.Load() {
		return errStopped
	}
	return errBusy
}

// keep writes a piece if its hash is right, and reports whether it is.
func (s *Store) keep(f torrentContent, piece int, b *buffer, at int64) (bool, error) {
	extent := f.File().PieceRange(piece)
	if extent.Length == 0 || at < 0 || at > int64(len(b.data))-extent.Length {
		return false, errors.New("the piece is outside the file or outside the buffer")
	}
	if f.Has(piece) {
		return true, nil
	}
	data := b.data[at : at+extent.Length]
	if !f.torrent().Verify(piece, data) {
		return false, nil
	}
	err := f.write(piece, data)
	if isFull(err) {
		err = diskFull(filepath.Dir(f.finalPath()), extent.Length, err)
	}
	if err != nil {
		return false, advise(err)
	}
	return true, nil
}
