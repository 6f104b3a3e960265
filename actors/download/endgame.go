package download

import (
	"swarm/actors/port"
	"swarm/messages"
)

// The end game is BitTorrent's: the last pieces are asked of several owners (Cohen 2003, "Incentives Build Robustness
// in BitTorrent", section 2.4.4). Here one piece is asked of at most two owners, and only if the first one is slow.
// takeback.go decides when that is. It also takes longer chunks back from slow owners in the end game.

// endGame reports whether all missing pieces are in flight.
func (p *adaptiveSplit) endGame(s *state) bool {
	return len(s.transfers) > 0 && s.wanted().Count() == 0
}

// mayDouble reports whether the missing piece of a transfer may also be asked of a second owner: only one piece is
// missing, and fewer owners send than may. A piece that is taken back instead begins anew. In swarms whose owners leave
// as soon as they are done, it would be passed to and fro for a minute.
func (p *adaptiveSplit) mayDouble(s *state, t *transfer) bool {
	return t.missing == 1 && s.owners.senders() < p.settings.MaxSplitnessRate
}

// double asks a second owner for the missing piece of a transfer. The piece is taken from the owner that is first to
// send all of it.
func (s *state) double(t *transfer, second *owner, act actions) {
	piece := s.firstMissing(t.chunk)
	if piece == t.chunk.End() {
		return
	}
	if other := act.begin(second, messages.Chunk{First: piece, Count: 1}); other != nil {
		t.doubled, other.doubled = true, true
	}
}

// stopOvertaken stops the other transfer of a piece that was asked of two owners, because winner has brought the piece.
func (a *Actor) stopOvertaken(ctx port.Context, winner *transfer) {
	for _, t := range a.transfers {
		if t.doubled && t != winner && !t.yielding && a.complete(t.chunk) {
			a.stopTransfer(ctx, t, "somebody else has sent it")
		}
	}
}
