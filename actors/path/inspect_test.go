package path

import (
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/congestion"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// TestNoBlockIsForgotten checks that lost blocks are wanted again, and that Forgotten counts a block that the path has
// lost track of.
func TestNoBlockIsForgotten(t *testing.T) {
	d := &dialogue{Harness: porttest.New(t), t: t, file: porttest.NewFile(1, 100)}
	d.user = d.Probe("user")
	path := New(d.ports(), d.spec(owner)).(*Actor)
	d.path = d.Begin(func() actor.Actor { return path })
	d.welcome()
	stream := d.stream(1, 0, 20)
	require.Zero(t, path.Forgotten())
	spans := d.spans(d.fetch(stream))
	require.NotEmpty(t, spans)
	require.Zero(t, path.Forgotten())
	for range 3 { // the first span never comes
		spans = append(spans[:1], d.spans(d.answer(stream, spans[len(spans)-1]))...)
		require.Zero(t, path.Forgotten())
	}
	d.pass(500 * time.Millisecond)
	require.Zero(t, path.Forgotten())

	fetch := path.fetches[0]
	// three blocks that are here
	fetch.requeue(&congestion.SentSpan{Span: messages.Span{Stream: 1, Mask: 0b111, Length: 3 * porttest.BlockSize}})
	require.Zero(t, path.Forgotten())
	last := fetch.want.Len() - 1
	fetch.want.Clear(last)
	path.congestion.Forget(1)
	require.Positive(t, path.Forgotten())
}
