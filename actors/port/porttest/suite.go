package porttest

import (
	"sync"
	"testing"
	"time"

	"swarm/actors/port"
)

// What a suite needs of an arm of a port: a port in production, in a simulation or on a stage. A suite says, in tests, what
// actors/port promises; every arm has to pass it, so that what is tried in a simulation holds in production.

// Arm is what all suites need: mailboxes, and a way to let time pass.
type Arm struct {
	Inbox func(name string, receive func(message any)) port.PID
	// Pass lets this much time pass, and all that is due by then happen.
	Pass func(d time.Duration)
}

// patience is how long a suite waits for what must come.
const waitLimit = 20 * time.Second

// mailbox collects what comes, and when.
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

// got gives all that came so far, and when.
func (m *mailbox) received() ([]any, []time.Time) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return append([]any(nil), m.messages...), append([]time.Time(nil), m.times...)
}

// wait lets time pass until a letter satisfies, and gives the first one that does.
func (a *Arm) wait(t *testing.T, m *mailbox, satisfies func(message any) bool) any {
	t.Helper()
	const step = 5 * time.Millisecond
	for waited := time.Duration(0); waited < waitLimit; waited += step {
		letters, _ := m.received()
		for _, letter := range letters {
			if satisfies(letter) {
				return letter
			}
		}
		a.Pass(step)
	}
	letters, _ := m.received()
	t.Fatalf("it did not come within %v; what came: %v", waitLimit, letters)
	return nil
}

// until lets time pass until something is so.
func (a *Arm) until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	const step = 5 * time.Millisecond
	began := time.Now() // to look may take longer than what passes meanwhile
	for waited := time.Duration(0); !holds(); waited += step {
		if waited >= waitLimit || time.Since(began) >= 2*waitLimit {
			t.Fatalf("within %v it never was so: %s", waitLimit, what)
		}
		a.Pass(step)
	}
}
