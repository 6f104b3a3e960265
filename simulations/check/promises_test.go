package check

import (
	"testing"
	"time"

	"swarm/actors/port"
	"swarm/runtime/system"
)

// TestFinishedWithoutPieces: a download that is told of pieces that were never kept wants its file finished too early.
func TestFinishedWithoutPieces(t *testing.T) {
	of := newPromises()
	s := newSwarm(t, New(of), 2, forge(system.KindDownloader, func(message any) any {
		if spoilt, is := message.(*port.PieceSpoiled); is {
			return &port.PieceKept{Piece: spoilt.Piece}
		}
		return message
	}))
	s.node(1).SetWrongShare(0.01)
	s.run(time.Minute)
	s.catches(of, "a file was finished that is not complete")
}
