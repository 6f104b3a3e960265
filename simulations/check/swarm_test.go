package check

import (
	"fmt"
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/system"
	"swarm/simulations/world"
)

const mib = 1 << 20

// lan is a link of 100 Mbit/s with a little delay.
var lan = world.Link{Up: 12_500_000, Down: 12_500_000, Delay: 2 * time.Millisecond, Jitter: time.Millisecond}

func testSettings() messages.Settings {
	return messages.Settings{TrackerURL: "http://localhost:12345", NodeInterval: 20 * time.Second,
		TrackerInterval:  22 * time.Second,
		MaxSplitnessRate: 3, OwnersPerNeed: 10, ChunkLength: 4 * mib, MaxChunksPerOwner: 2, MaxFiles: 64,
		MaxReceivers: 256}
}

// swarm is a world with a tracker, node 1, which has a file, and other nodes that fetch it.
type swarm struct {
	t     *testing.T
	world *world.World
	set   *Set
	file  messages.File
}

// decorator plants a bug: it wraps the actors that have the bug.
type decorator func(kind system.Kind, inner actor.Actor) actor.Actor

// newSwarm starts a swarm of this many nodes with a set of invariants and a bug, which may be nil.
func newSwarm(t *testing.T, set *Set, nodes int, bug decorator) *swarm {
	options := world.Options{Settings: testSettings(), Decorate: bug}
	set.Attach(&options)
	s := &swarm{t: t, set: set, world: world.New(options)}
	set.Begin(s.world)
	s.world.AddTracker()
	for i := range nodes {
		s.world.AddNode(messages.NodeID(i+1), lan)
	}
	s.file = s.node(1).Share("sample.bin", 16*mib-5, mib/2)
	s.world.RunFor(2 * time.Second)
	for i := 1; i < nodes; i++ {
		s.node(messages.NodeID(i + 1)).Fetch(s.file)
	}
	return s
}

func (s *swarm) node(id messages.NodeID) *world.Node { return s.world.Node(id) }

// run runs the world until every living node has the file, and reports whether that happened within the limit.
func (s *swarm) run(limit time.Duration) bool {
	return s.world.RunUntil(func() bool {
		for _, n := range s.world.Nodes() {
			if n.Alive() && !s.world.FileComplete(n.ID(), s.file.InfoHash) {
				return false
			}
		}
		return true
	}, limit)
}

// end finishes the run and returns what the invariants reported.
func (s *swarm) end() []Failure {
	s.set.Finish(s.world)
	return s.set.Failures()
}

// requireNoFailure finishes the run and checks that no invariant reported anything.
func (s *swarm) requireNoFailure() {
	s.t.Helper()
	require.Empty(s.t, s.end())
}

// requireFailure finishes the run and checks that the first failure is one of this invariant and contains this text.
func (s *swarm) requireFailure(invariant Invariant, text string) {
	s.t.Helper()
	failures := s.end()
	require.NotEmpty(s.t, failures, "no invariant reported the bug")
	require.Equal(s.t, invariant.Name(), failures[0].Invariant)
	require.Contains(s.t, failures[0].String(), text)
	s.t.Log(failures[0])
}

// forged is a context that shows an actor another message than the one that arrived.
type forged struct {
	actor.Context
	message any
}

// Message returns the other message.
func (f forged) Message() any { return f.message }

// forge plants a bug: actors of a kind receive what change makes of each message; nil drops it.
func forge(kind system.Kind, change func(message any) any) decorator {
	return func(wrapped system.Kind, inner actor.Actor) actor.Actor {
		if wrapped != kind {
			return inner
		}
		return actor.ReceiveFunc(func(ctx port.Context) {
			if message := change(ctx.Message()); message != nil {
				inner.Receive(forged{Context: ctx, message: message})
			}
		})
	}
}

// TestCleanRunHolds checks that no invariant fails in a run without faults.
func TestCleanRunHolds(t *testing.T) {
	for _, seconds := range []int{0, 1} {
		t.Run(fmt.Sprint(seconds), func(t *testing.T) {
			s := newSwarm(t, All(), 6, nil)
			require.True(t, s.run(time.Minute))
			s.world.RunFor(time.Duration(seconds) * time.Minute)
			s.requireNoFailure()
		})
	}
}
