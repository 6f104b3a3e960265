package porttest

import (
	"testing"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
)

// TestStageRand: so are its random numbers.
func TestStageRand(t *testing.T) {
	RandSuite(t, func(*testing.T) port.Rand { return &Rand{state: 1} })
}

// TestStageClock: the clock of the stage is one like the others.
func TestStageClock(t *testing.T) {
	ClockSuite(t, func(t *testing.T) ClockArm {
		s := New(t)
		inbox := func(name string, receive func(message any)) port.PID {
			pid, err := s.system.Root.SpawnNamed(s.props(func() actor.Actor {
				return actor.ReceiveFunc(func(ctx port.Context) {
					if _, is := ctx.Message().(*actor.Started); !is {
						receive(ctx.Message())
					}
				})
			}, actor.WithGuardian(s)), name)
			if err != nil {
				t.Fatal(err)
			}
			s.dispatcher.drain()
			return pid
		}
		return ClockArm{Arm: Arm{Inbox: inbox, Pass: s.Clock.Advance}, Clock: s.Clock}
	})
}
