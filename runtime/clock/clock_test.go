package clock

import (
	"testing"
	"time"

	"swarm/actors/port/porttest"
)

func TestClock(t *testing.T) {
	porttest.ClockSuite(t, func(*testing.T) porttest.ClockArm {
		gate, clock := porttest.NewGate(), New()
		clock.Through(gate)
		pass := func(d time.Duration) { <-time.After(d) }
		return porttest.ClockArm{Arm: porttest.Arm{Inbox: gate.Inbox, Pass: pass}, Clock: clock}
	})
}
