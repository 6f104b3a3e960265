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

// ClockSuite tests that a clock keeps the contract of port.Clock. begin makes a new clock for each test.
func ClockSuite(t *testing.T, begin func(t *testing.T) ClockArm) {
	for name, test := range map[string]func(t *testing.T, a ClockArm){
		"time passes":                           timePasses,
		"a timer fires once, and not too early": timerFiresOnce,
		"timers fire in order":                  timersFireInOrder,
		"a stopped timer does not fire":         stoppedTimer,
		"a delay of zero or less fires at once": noDelay,
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

func timerFiresOnce(t *testing.T, a ClockArm) {
	box, set := a.mailbox("timer", a.Clock.Now), a.Clock.Now()
	a.Clock.After(40*time.Millisecond, box.pid, "fired")
	a.wait(t, box, func(message any) bool { return message == "fired" })
	a.Pass(100 * time.Millisecond)
	got, times := box.received()
	if !slices.Equal(got, []any{"fired"}) {
		t.Errorf("the timer must fire once: %v", got)
	}
	if after := times[0].Sub(set); after < 40*time.Millisecond {
		t.Errorf("the timer fired after %v, and was set to 40ms", after)
	}
}

func timersFireInOrder(t *testing.T, a ClockArm) {
	box := a.mailbox("timers", a.Clock.Now)
	a.Clock.After(150*time.Millisecond, box.pid, 3)
	a.Clock.After(5*time.Millisecond, box.pid, 1)
	a.Clock.After(80*time.Millisecond, box.pid, 2)
	a.wait(t, box, func(message any) bool { return message == 3 })
	if got, _ := box.received(); !slices.Equal(got, []any{1, 2, 3}) {
		t.Errorf("the timers fired in the order %v", got)
	}
}

func stoppedTimer(t *testing.T, a ClockArm) {
	box := a.mailbox("stopped", a.Clock.Now)
	stopped := a.Clock.After(50*time.Millisecond, box.pid, "stopped")
	fired := a.Clock.After(time.Millisecond, box.pid, "fired")
	stopped.Stop()
	stopped.Stop()
	a.wait(t, box, func(message any) bool { return message == "fired" })
	fired.Stop() // stopping a timer that has fired has no effect
	a.Pass(150 * time.Millisecond)
	if got, _ := box.received(); !slices.Equal(got, []any{"fired"}) {
		t.Errorf("the mailbox received %v", got)
	}
}

func noDelay(t *testing.T, a ClockArm) {
	box := a.mailbox("at once", a.Clock.Now)
	a.Clock.After(0, box.pid, "zero")
	a.Clock.After(-time.Hour, box.pid, "past")
	a.wait(t, box, func(message any) bool { return message == "zero" })
	a.wait(t, box, func(message any) bool { return message == "past" })
}
