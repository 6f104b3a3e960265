package path

import (
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// TestHelloIsSentLessAndLessOften checks that Hello is sent seven times within silenceLimit, so that one passes a lossy
// path, and once a second at most in the long run.
func TestHelloIsSentLessAndLessOften(t *testing.T) {
	sent, last := 0, time.Duration(0)
	k := &ticket{helloSentAt: begin, tries: 1}
	for k.helloSentAt.Sub(begin) < silenceLimit {
		sent++
		wait := k.retryAt(false).Sub(k.helloSentAt)
		require.GreaterOrEqual(t, wait, last)
		require.LessOrEqual(t, wait, maxHelloWait)
		last = wait
		k.helloSentAt = k.retryAt(false)
		k.tries++
	}
	require.Equal(t, 7, sent)
	k.tries = 1000
	require.Equal(t, maxHelloWait, k.retryAt(false).Sub(k.helloSentAt))
}

func TestCautiousPathSendsFewHellos(t *testing.T) {
	for cautious, hellos := range map[bool]int{false: 7, true: 3} {
		d := &dialogue{Harness: porttest.New(t)}
		spec := d.spec(owner)
		spec.Cautious = cautious
		d.path = d.Begin(func() actor.Actor { return New(d.ports(), spec) })
		d.Clock.Advance(silenceLimit)
		require.Len(t, porttest.All[*messages.Hello](d.Network.Took()), hellos)
		require.Equal(t, []any{&port.OwnerSilent{Owner: owner}}, d.Parent.Took(), "the peer is told")
	}
}

func TestPeerIsToldThatTheOwnerAnswers(t *testing.T) {
	d := newDialogue(t)
	d.welcome()
	require.Equal(t, []any{&port.PathGreeted{Owner: owner}}, d.Parent.Took())
}
