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

// TestNoBlockIsForgotten: what is lost is wanted again; a block of which the path lost the account is counted.
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
	fetch.requeue(&congestion.SentSpan{Span: messages.Span{Stream: 1, Mask: 0b111, Length: 3 * porttest.BlockSize}}) // three blocks that are here
	require.Zero(t, path.Forgotten())
	last := fetch.want.Len() - 1
	fetch.want.Clear(last)
	path.congestion.Forget(1)
	require.Positive(t, path.Forgotten())
}
