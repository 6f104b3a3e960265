package porttest

import (
	"slices"
	"testing"
	"time"

	"swarm/actors/port"
)

// ClockArm is a clock under test.
type ClockArm struct {
	Arm
	Clock port.Clock
}

// ClockSuite tests that a clock keeps the promises of port.Clock. begin makes a new one for each test.
func ClockSuite(t *testing.T, begin func(t *testing.T) ClockArm) {
	for name, test := range map[string]func(t *testing.T, a ClockArm){
		"time passes":                          timePasses,
		"a timer rings once, and not too soon": timerRingsOnce,
		"timers ring in order":                 timersRingInOrder,
		"a stopped timer does not ring":        stoppedTimer,
		"no delay is a message all the same":   noDelay,
	} {
		t.Run(name, func(t *testing.T) { test(t, begin(t)) })
	}
}

func timePasses(t *testing.T, a ClockArm) {
	before := a.Clock.Now()
	a.Pass(30 * time.Millisecond)
	if passed := a.Clock.Now().Sub(before); passed < 30*time.Millisecond {
		t.Errorf("30ms passed, and the clock moved by %v", passed)
	}
}

func timerRingsOnce(t *testing.T, a ClockArm) {
	box, set := a.mailbox("timer", a.Clock.Now), a.Clock.Now()
	a.Clock.After(40*time.Millisecond, box.pid, "ring")
	a.wait(t, box, func(message any) bool { return message == "ring" })
	a.Pass(100 * time.Millisecond)
	letters, times := box.received()
	if !slices.Equal(letters, []any{"ring"}) {
		t.Errorf("it must ring once: %v", letters)
	}
	if after := times[0].Sub(set); after < 40*time.Millisecond {
		t.Errorf("it rang after %v, and was set to 40ms", after)
	}
}

func timersRingInOrder(t *testing.T, a ClockArm) {
	box := a.mailbox("timers", a.Clock.Now)
	a.Clock.After(150*time.Millisecond, box.pid, 3)
	a.Clock.After(5*time.Millisecond, box.pid, 1)
	a.Clock.After(80*time.Millisecond, box.pid, 2)
	a.wait(t, box, func(message any) bool { return message == 3 })
	if letters, _ := box.received(); !slices.Equal(letters, []any{1, 2, 3}) {
		t.Errorf("they rang as %v", letters)
	}
}

func stoppedTimer(t *testing.T, a ClockArm) {
	box := a.mailbox("stopped", a.Clock.Now)
	stopped := a.Clock.After(50*time.Millisecond, box.pid, "stopped")
	rung := a.Clock.After(time.Millisecond, box.pid, "rung")
	stopped.Stop()
	stopped.Stop()
	a.wait(t, box, func(message any) bool { return message == "rung" })
	rung.Stop() // it rang: that is harmless
	a.Pass(150 * time.Millisecond)
	if letters, _ := box.received(); !slices.Equal(letters, []any{"rung"}) {
		t.Errorf("what came: %v", letters)
	}
}

func noDelay(t *testing.T, a ClockArm) {
	box := a.mailbox("at once", a.Clock.Now)
	a.Clock.After(0, box.pid, "zero")
	a.Clock.After(-time.Hour, box.pid, "past")
	a.wait(t, box, func(message any) bool { return message == "zero" })
	a.wait(t, box, func(message any) bool { return message == "past" })
}
