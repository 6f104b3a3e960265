package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTimersFireInOrderAndStop(t *testing.T) {
	p := newPair(t, Options{}, Link{}, Link{})
	inbox, clock := p.inbox("timers"), p.ports.Clock
	clock.After(2*time.Second, inbox, "second")
	clock.After(time.Second, inbox, "first")
	stopped := clock.After(time.Second, inbox, "stopped")
	clock.After(time.Second, inbox, "with it")
	clock.After(-time.Second, inbox, "at once")
	stopped.Stop()
	p.world.RunFor(1999 * time.Millisecond)
	require.Equal(t, []any{"at once", "first", "with it"}, p.got["timers"])
	require.Equal(t, 1999*time.Millisecond, clock.Now().Sub(epoch))
	p.world.RunFor(time.Millisecond)
	require.Len(t, p.got["timers"], 4)
}

func TestTimersEndWithTheirNode(t *testing.T) {
	p := newPair(t, Options{}, Link{}, Link{})
	p.ports.Clock.After(time.Second, p.inbox("timers"), "too late")
	p.receiver.Crash()
	p.world.RunFor(time.Minute)
	require.Empty(t, p.got["timers"])
}
