package download

import (
	"swarm/actors/port"
	"swarm/messages"
)

// state is what a download knows. Policies decide on it.
type state struct {
	file      messages.File
	have      messages.Bitfield // pieces that are verified and on disk
	taken     messages.Bitfield // pieces in flight, and those of unwanted; invariant: disjoint from have
	unwanted  int               // pieces that are neither wanted nor on disk
	owners    roster
	transfers []*transfer // chunks in flight, in the order in which they were begun
}

// leaveOut marks pieces that nobody wants as if they were in flight: they are never asked for.
func (s *state) leaveOut(unwanted messages.Bitfield) {
	for piece := unwanted.NextSet(0); piece < unwanted.Len(); piece = unwanted.NextSet(piece + 1) {
		if !s.have.Has(piece) && s.taken.Set(piece) {
			s.unwanted++
		}
	}
}

// wanted returns the pieces that are wanted, and neither on disk nor in flight.
func (s *state) wanted() messages.Bitfield { return s.have.Neither(s.taken) }

// missing returns how many pieces are wanted and not on disk.
func (s *state) missing() int { return s.have.Len() - s.have.Count() - s.unwanted }

// complete reports whether all pieces of a chunk are on disk.
func (s *state) complete(chunk messages.Chunk) bool {
	return s.firstMissing(chunk) == chunk.End()
}

// firstMissing returns the first piece of a chunk that is not on disk, or the chunk's end when all are.
func (s *state) firstMissing(chunk messages.Chunk) int {
	return min(s.have.NextClear(chunk.First), chunk.End())
}

// canComplete reports whether an owner has all pieces that are missing of a chunk.
func (s *state) canComplete(o *owner, chunk messages.Chunk) bool {
	for piece := chunk.First; piece < chunk.End(); piece++ {
		if !s.have.Has(piece) && !o.has(piece) {
			return false
		}
	}
	return true
}

// missingBytes returns how many bytes belong to the pieces of a transfer that are not on disk, about: rounded up to
// whole pieces, or by the mean of its pieces.
func (s *state) missingBytes(t *transfer) int64 {
	bytes := t.chunk.Range(s.file).Length
	if s.file.Layout != nil { // its pieces differ in length
		return bytes * int64(t.missing) / int64(t.chunk.Count)
	}
	return min(int64(t.missing)*s.file.PieceLength, bytes)
}

// workOf returns how many bytes an owner was asked for that are not on disk, rounded up to whole pieces.
func (s *state) workOf(o *owner) int64 {
	work := int64(0)
	for _, t := range s.transfers {
		if t.owner == o {
			work += s.missingBytes(t)
		}
	}
	return work
}

// transferBy returns the transfer that a downloader works on; nil when there is none.
func (s *state) transferBy(downloader port.PID) *transfer {
	for _, t := range s.transfers {
		if t.downloader.Equal(downloader) {
			return t
		}
	}
	return nil
}

// transferOn returns the transfer on a stream; nil when there is none.
func (s *state) transferOn(stream uint64) *transfer {
	for _, t := range s.transfers {
		if t.stream.ID() == stream {
			return t
		}
	}
	return nil
}
