package porttest

import (
	"testing"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
)

// TestFakeRand checks that the fake random source keeps the contract of port.Rand.
func TestFakeRand(t *testing.T) {
	RandSuite(t, func(*testing.T) port.Rand { return &Rand{state: 1} })
}

// TestFakeClock checks that the fake clock keeps the contract of port.Clock.
func TestFakeClock(t *testing.T) {
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
