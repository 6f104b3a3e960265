package udp

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
)

// patience is how long a test waits for what must come.
const patience = 10 * time.Second

// fakeGate keeps what is posted, by mailbox.
type fakeGate struct {
	mu     sync.Mutex
	boxes  map[string][]any
	posted chan struct{} // has a token when something was posted
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

// next takes the oldest message of a mailbox.
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

// count is how many messages wait in a mailbox.
func (g *fakeGate) count(to port.PID) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.boxes[to.Id])
}

// expect waits for the next message of a mailbox, which must be a T.
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
			require.FailNow(t, "no message came", "%s waits for %T", to.Id, *new(T))
		}
	}
}

// expectPacket waits for an *port.Inbound that carries a T, and releases it.
func expectPacket[T any](t testing.TB, g *fakeGate, to port.PID) (T, *port.Inbound) {
	t.Helper()
	inbound := expect[*port.Inbound](t, g, to)
	require.IsType(t, *new(T), inbound.Packet)
	inbound.Release()
	return inbound.Packet.(T), inbound
}

// eventually waits until something is so.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	require.Eventually(t, holds, patience, time.Millisecond, what)
}

// mailbox makes an address that a fakeGate knows.
func mailbox(name string) port.PID {
	pid := fresh(port.PID(nil))
	pid.Id = name
	return pid
}

// fresh makes another of what p points to: the edge knows PIDs only by their alias.
func fresh[T any](*T) *T { return new(T) }
