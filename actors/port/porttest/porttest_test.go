package porttest

import (
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

// echo sends each string that it receives to its parent, and sets a timer for each duration.
type echo struct{ node *port.Node }

func (e *echo) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case string:
		ctx.Send(ctx.Parent(), message)
	case time.Duration:
		e.node.Clock.After(message, ctx.Self(), message.String())
	}
}

func TestCallsReturnWhenAllMessagesAreProcessed(t *testing.T) {
	s := New(t)
	pid := s.Begin(func() actor.Actor { return &echo{s.Node} })
	s.Send(pid, "hello")
	require.Equal(t, []any{"hello"}, s.Parent.Took())
	require.Empty(t, s.Parent.Took())
}

func TestTimersFireInOrder(t *testing.T) {
	s := New(t)
	pid := s.Begin(func() actor.Actor { return &echo{s.Node} })
	for _, d := range []time.Duration{3, 1, 2, 9} {
		s.Send(pid, d*time.Second)
	}
	s.Clock.Advance(3 * time.Second)
	require.Equal(t, []any{"1s", "2s", "3s"}, s.Parent.Took())
	require.Equal(t, 1, s.Clock.Waiting())
}

func TestCrashedActorIsRestarted(t *testing.T) {
	s := New(t)
	pid := s.Begin(func() actor.Actor { return &echo{s.Node} })
	s.Crash(pid)
	s.Send(pid, "again")
	require.Equal(t, []any{"again"}, s.Parent.Took())
	require.Equal(t, 2, s.Starts)
	require.Equal(t, 1, s.Crashes())
}

func TestSelectMessages(t *testing.T) {
	packets := []messages.Packet{&messages.Hello{Nonce: 1}, &messages.Query{First: 8}}
	require.Equal(t, []string{"Hello", "Query"}, Kinds(packets))
	require.EqualValues(t, 8, All[*messages.Query](packets)[0].First)
	require.EqualValues(t, 1, Only[*messages.Hello](t, packets[:1]).Nonce)
}
