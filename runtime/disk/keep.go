package disk

import (
	"errors"
	"fmt"

	"swarm/actors/port"
)

// Keep verifies one piece on a worker and writes it. Pieces that are there already are not written again.
func (s *Store) Keep(file port.OpenFile, piece int, room port.Buffer, at int64, replyTo port.PID) {
	f, ours := file.(*openFile)
	b, lent := room.(*buffer)
	if !ours || !lent || !b.hold() {
		s.fail(replyTo, file.File().Name, piece, fmt.Errorf("disk: keep piece %d: the file or the buffer is of another store, or was released", piece))
		return
	}
	task := func([]byte) {
		kept, err := s.keep(f, piece, b, at)
		b.drop()
		switch {
		case err != nil:
			s.fail(replyTo, f.file.Name, piece, fmt.Errorf("disk: keep piece %d of %s: %w", piece, f.file.Name, err))
		case kept:
			s.gate.Post(replyTo, &port.PieceKept{Piece: piece})
		default:
			s.gate.Post(replyTo, &port.PieceSpoiled{Piece: piece})
		}
	}
	if !s.work.addUrgent(task) {
		b.drop()
		s.fail(replyTo, f.file.Name, piece, fmt.Errorf("disk: keep piece %d of %s: %w", piece, f.file.Name, s.whyNot()))
	}
}

// whyNot is why the queue did not take a task.
func (s *Store) whyNot() error {
	if s.stopping.Load() {
		return errStopped
	}
	return errBusy
}

// keep tells whether the piece's hash is right; then it is on disk.
func (s *Store) keep(f *openFile, piece int, b *buffer, at int64) (bool, error) {
	span := f.file.PieceRange(piece)
	if span.Length == 0 || at < 0 || at > int64(len(b.data))-span.Length {
		return false, errors.New("it is outside the file or outside the buffer")
	}
	if f.Has(piece) {
		return true, nil
	}
	data := b.data[at : at+span.Length]
	if !f.meta.Verify(piece, data) {
		return false, nil
	}
	handle, err := f.use()
	if err != nil {
		return false, err
	}
	_, err = handle.WriteAt(data, span.Offset)
	if isFull(err) {
		err = s.noRoom(span.Length)
	}
	if err == nil {
		f.mu.Lock()
		f.have.Set(piece) // before the use ends: who closes a file looks whether it has a piece
		f.mu.Unlock()
	}
	if err = firstError(advise(err), f.unuse()); err != nil {
		return false, err
	}
	return true, nil
}
