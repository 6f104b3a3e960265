package world

import (
	"testing"

	"swarm/actors/port/porttest"
)

// The virtual arms of the ports keep the promises that the real ones keep.

func (p *pair) arm() porttest.Arm {
	return porttest.Arm{Inbox: p.world.system.Inbox, Pass: p.world.RunFor}
}

func TestClock(t *testing.T) {
	porttest.ClockSuite(t, func(t *testing.T) porttest.ClockArm {
		p := newPair(t, Options{}, Link{}, Link{})
		return porttest.ClockArm{Arm: p.arm(), Clock: p.ports.Clock}
	})
}

func TestClockThatRunsFast(t *testing.T) {
	porttest.ClockSuite(t, func(t *testing.T) porttest.ClockArm {
		p := newPair(t, Options{}, Link{}, Link{})
		p.receiver.Skew(0, 1.1)
		return porttest.ClockArm{Arm: p.arm(), Clock: p.ports.Clock}
	})
}
