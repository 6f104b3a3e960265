package check

import (
	"fmt"
	"time"

	"swarm/messages"
	"swarm/simulations/world"
)

// served: a piece is verified and on disk before any of it is served. A node that was made to lie serves what it likes.
type served struct {
	world *world.World
}

func newServed() *served { return &served{} }

// Name implements Invariant.
func (*served) Name() string { return "a piece is verified before it is served" }

// Begin implements Beginner.
func (s *served) Begin(w *world.World) { s.world = w }

// Observe implements Invariant.
func (s *served) Observe(_ time.Duration, fact messages.Fact) error {
	sent, is := fact.(world.UnverifiedServed)
	if !is {
		return nil
	}
	if node := s.world.Node(sent.Node); node != nil && node.WrongShare() > 0 {
		return nil
	}
	return breach(sent.Node, fmt.Sprintf("a block of piece %d was sent, which is not here", sent.Piece),
		"only pieces that are verified and on disk are served").inFile(sent.InfoHash)
}

// End implements Invariant.
func (*served) End(*world.World) error { return nil }
