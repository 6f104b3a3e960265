package udp

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
)

// patience is how long a test waits for something before it fails.
const patience = 10 * time.Second

// fakeGate stores what is posted, by mailbox.
type fakeGate struct {
	mu     sync.Mutex
	boxes  map[string][]any
	posted chan struct{} // receives a token when something is posted
}

func newGate() *fakeGate {
	return &fakeGate{boxes: make(map[string][]any), posted: make(chan struct{}, 1)}
}

func (g *fakeGate) Post(to port.PID, message any) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.boxes[to.Id] = append(g.boxes[to.Id], message)
	select {
	case g.posted <- struct{}{}:
	default:
	}
}

func (g *fakeGate) Inbox(string, func(any)) port.PID { panic("the socket makes no mailboxes") }
func (g *fakeGate) CloseInbox(port.PID)              { panic("the socket makes no mailboxes") }

// next removes and returns the oldest message of a mailbox.
func (g *fakeGate) next(to port.PID) (any, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	box := g.boxes[to.Id]
	if len(box) == 0 {
		return nil, false
	}
	g.boxes[to.Id] = box[1:]
	return box[0], true
}

// count returns the number of messages in a mailbox.
func (g *fakeGate) count(to port.PID) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.boxes[to.Id])
}

// expect waits for the next message of a mailbox. It fails the test if the message is not a T.
func expect[T any](t testing.TB, g *fakeGate, to port.PID) T {
	t.Helper()
	deadline := time.After(patience)
	for {
		if message, ok := g.next(to); ok {
			require.IsType(t, *new(T), message)
			return message.(T)
		}
		select {
		case <-g.posted:
		case <-deadline:
			require.FailNow(t, "no message arrived", "%s waits for %T", to.Id, *new(T))
		}
	}
}

// expectPacket waits for a *port.Inbound that carries a T, and releases its credit.
func expectPacket[T any](t testing.TB, g *fakeGate, to port.PID) (T, *port.Inbound) {
	t.Helper()
	inbound := expect[*port.Inbound](t, g, to)
	require.IsType(t, *new(T), inbound.Packet)
	inbound.Release()
	return inbound.Packet.(T), inbound
}

// eventually waits until holds returns true.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	require.Eventually(t, holds, patience, time.Millisecond, what)
}

// mailbox returns the PID of a mailbox of a fakeGate.
func mailbox(name string) port.PID {
	pid := fresh(port.PID(nil))
	pid.Id = name
	return pid
}

// fresh allocates another value of the type that its argument points to. Package udp may not import the type behind
// port.PID.
func fresh[T any](*T) *T { return new(T) }
