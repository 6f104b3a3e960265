package heartbeat

import (
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
)

const interval = 15 * time.Second // the stage's

func start(t *testing.T) (*porttest.Harness, port.PID) {
	s := porttest.New(t)
	require.Equal(t, interval, s.Node.Settings.NodeInterval)
	return s, s.Begin(func() actor.Actor { return New(Ports{Clock: s.Clock, Settings: &s.Node.Settings}) })
}

func TestItBeatsAtItsStartAndEachInterval(t *testing.T) {
	s, _ := start(t)
	porttest.Only[*port.HeartbeatDue](t, s.Parent.Took())
	for range 3 {
		s.Clock.Advance(interval - time.Millisecond)
		require.Empty(t, s.Parent.Took())
		s.Clock.Advance(time.Millisecond)
		porttest.Only[*port.HeartbeatDue](t, s.Parent.Took())
	}
	require.Equal(t, 1, s.Clock.Waiting())
}

func TestACrashCostsNoBeat(t *testing.T) {
	s, heart := start(t)
	s.Clock.Advance(interval - time.Second)
	s.Parent.Took()
	s.Crash(heart)
	porttest.Only[*port.HeartbeatDue](t, s.Parent.Took())
	require.Equal(t, 1, s.Clock.Waiting(), "the timer before the crash is stopped")
	s.Clock.Advance(interval)
	porttest.Only[*port.HeartbeatDue](t, s.Parent.Took())
}

func TestATimerOfAnEarlierLifeIsStale(t *testing.T) {
	s, heart := start(t)
	s.Parent.Took()
	s.Send(heart, &beatDue{owner: &Actor{}})
	require.Empty(t, s.Parent.Took())
}

func TestItsEndLeavesNoTimer(t *testing.T) {
	s, heart := start(t)
	s.Stop(heart)
	require.Zero(t, s.Clock.Waiting())
}
