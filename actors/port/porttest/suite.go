package porttest

import (
	"sync"
	"testing"
	"time"

	"swarm/actors/port"
)

// Arm is what every suite needs of an implementation of a port: mailboxes, and a way to let time pass.
type Arm struct {
	Inbox func(name string, receive func(message any)) port.PID
	// Pass lets this much time pass, and processes everything that is due by then.
	Pass func(d time.Duration)
}

// waitLimit is how long a suite waits for something that must happen.
const waitLimit = 20 * time.Second

// mailbox collects messages and the times at which they arrived.
type mailbox struct {
	pid port.PID
	now func() time.Time

	mutex    sync.Mutex
	messages []any
	times    []time.Time
}

func (a *Arm) mailbox(name string, now func() time.Time) *mailbox {
	m := &mailbox{now: now}
	m.pid = a.Inbox(name, m.receive)
	return m
}

func (m *mailbox) receive(message any) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.messages = append(m.messages, message)
	if m.now != nil {
		m.times = append(m.times, m.now())
	}
}

// received returns the messages that arrived so far, and their times.
func (m *mailbox) received() ([]any, []time.Time) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return append([]any(nil), m.messages...), append([]time.Time(nil), m.times...)
}

// wait lets time pass until a message satisfies a condition, and returns the first one that does.
func (a *Arm) wait(t *testing.T, m *mailbox, satisfies func(message any) bool) any {
	t.Helper()
	const step = 5 * time.Millisecond
	for waited := time.Duration(0); waited < waitLimit; waited += step {
		got, _ := m.received()
		for _, message := range got {
			if satisfies(message) {
				return message
			}
		}
		a.Pass(step)
	}
	got, _ := m.received()
	t.Fatalf("no such message arrived within %v; the mailbox received %v", waitLimit, got)
	return nil
}

// until lets time pass until a condition holds. what names the condition.
func (a *Arm) until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	const step = 5 * time.Millisecond
	began := time.Now() // a real arm may need longer to check the condition than the step that passes
	for waited := time.Duration(0); !holds(); waited += step {
		if waited >= waitLimit || time.Since(began) >= 2*waitLimit {
			t.Fatalf("this did not become true within %v: %s", waitLimit, what)
		}
		a.Pass(step)
	}
}
