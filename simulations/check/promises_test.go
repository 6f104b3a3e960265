package check

import (
	"testing"
	"time"

	"swarm/actors/port"
	"swarm/runtime/system"
)

// TestFinishedWithoutPieces plants downloaders that report pieces which were not written, so that the download
// finishes its file too early. The invariant promises reports it.
func TestFinishedWithoutPieces(t *testing.T) {
	invariant := newPromises()
	s := newSwarm(t, New(invariant), 2, forge(system.KindDownloader, func(message any) any {
		if spoiled, is := message.(*port.PieceSpoiled); is {
			return &port.PieceKept{Piece: spoiled.Piece}
		}
		return message
	}))
	s.node(1).SetWrongShare(0.01)
	s.run(time.Minute)
	s.requireFailure(invariant, "a file was finished that is not complete")
}
