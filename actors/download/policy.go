package download

import (
	"time"

	"swarm/messages"
)

// policy decides which owner is asked for which pieces. It changes nothing by itself: what it decides is done through
// actions, so that a test can look at the decisions.
type policy interface {
	// neighbours returns how many owners may be in use at a time. Those in use are asked what they have.
	neighbours() int
	// assign begins a chunk at each owner that can take one, as long as pieces are wanted and buffers are available.
	assign(s *state, now time.Time, act actions)
	// endGame reports whether all missing pieces are in flight and some may be asked of another owner.
	endGame(s *state) bool
	// takeBack moves chunks from slow owners to idle ones. It is called often during the end game.
	takeBack(s *state, now time.Time, act actions)
}

// actions carry out what a policy decides.
type actions interface {
	// begin starts a transfer of a chunk from an owner. It returns nil when no buffer is available.
	begin(o *owner, chunk messages.Chunk) *transfer
	// yield stops a transfer after the pieces that are being written. What is missing then goes to heir.
	yield(t *transfer, heir *owner)
	// inquire asks an owner what it has.
	inquire(o *owner)
}

// newPolicy returns the policy that the settings name.
func newPolicy(settings *messages.Settings, random func(n int) int) policy {
	if settings.ChunkSplit == messages.SplitEqual {
		return &equalSplit{settings: settings}
	}
	return &adaptiveSplit{settings: settings, order: newPieceOrder(settings.PieceOrder, random), random: random}
}
