package check

import (
	"fmt"
	"time"

	"swarm/messages"
	"swarm/simulations/world"
)

// served checks that a piece is verified and on disk before any block of it is sent. Nodes with Node.SetWrongShare
// are exempt.
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
	return breach(sent.Node, fmt.Sprintf("a block of piece %d was sent, which is not on its disk", sent.Piece),
		"only pieces that are verified and on disk are served").inFile(sent.InfoHash)
}

// End implements Invariant.
func (*served) End(*world.World) error { return nil }
