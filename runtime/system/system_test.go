package system

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/clock"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// family is a parent and a child, which the test controls.
type family struct {
	system *System
	journal
	heard   chan any // messages to the child, and what the parent was told of the child
	produce func() actor.Actor
	child   port.PID
}

type journal struct {
	mutex sync.Mutex
	facts []messages.Fact
}

func (j *journal) Note(fact messages.Fact) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.facts = append(j.facts, fact)
}

func (j *journal) all() []messages.Fact {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return append([]messages.Fact(nil), j.facts...)
}

type parent struct{ *family }

func (p parent) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		p.child = p.system.spawnChild(ctx, "child", &record{kind: KindDownloader, node: 7, journal: p}, p.produce)
		p.heard <- "parent started"
	case *port.ChildGivenUp:
		p.heard <- "given up: " + message.Cause
	case *actor.Terminated:
		p.heard <- "terminated"
	}
}

type child struct {
	heard chan any
}

func (c *child) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		c.heard <- "started"
	case string:
		if message == "crash" {
			panic("told to")
		}
		c.heard <- message
	case *actor.Stopping, *actor.Stopped:
		panic("even now")
	}
}

func newFamily(t *testing.T, limits Limits) *family {
	t.Helper()
	time := clock.New()
	f := &family{heard: make(chan any, 100)}
	f.system = New(Options{Clock: time, Limits: limits})
	time.Through(f.system)
	f.produce = func() actor.Actor { return &child{heard: f.heard} }
	root := f.system.spawnRoot(KindPeer, "family", &record{}, func() actor.Actor { return parent{f} })
	t.Cleanup(func() {
		f.system.Stop(root)
		require.Zero(t, f.system.Living())
		f.system.Close()
	})
	require.ElementsMatch(t, []any{"parent started", "started"}, []any{f.next(t), f.next(t)})
	return f
}

func (f *family) next(t *testing.T) any {
	t.Helper()
	select {
	case heard := <-f.heard:
		return heard
	case <-time.After(5 * time.Second):
		t.Fatal("nothing was heard for 5 s")
		return nil
	}
}

func TestCrashedActorKeepsQueuedMessages(t *testing.T) {
	f := newFamily(t, Limits{})
	f.system.Post(f.child, "crash")
	f.system.Post(f.child, "hello")
	require.Equal(t, "started", f.next(t))
	require.Equal(t, "hello", f.next(t))
	require.Equal(t, []messages.Fact{messages.ActorRestarted{At: messages.At{Node: 7}, Actor: "family/child",
		Kind: "downloader", Cause: "told to", Restarts: 1}}, f.all())
}

func TestRestartsAreDelayedThenGivenUp(t *testing.T) {
	limits := Limits{Window: time.Minute, Restarts: 3, FirstDelay: time.Millisecond, MaxDelay: 2 * time.Millisecond}
	f := newFamily(t, limits)
	for range limits.Restarts {
		f.system.Post(f.child, "crash")
		require.Equal(t, "started", f.next(t))
	}
	f.system.Post(f.child, "crash")
	require.Equal(t, "given up: told to", f.next(t))
	require.Equal(t, "terminated", f.next(t))
	var told []string
	for _, fact := range f.all() {
		switch fact := fact.(type) {
		case messages.ActorRestarted:
			told = append(told, fmt.Sprintf("restart %d after %v", fact.Restarts, fact.Delay))
		case messages.ActorGivenUp:
			told = append(told, "given up "+fact.Actor)
		}
	}
	require.Equal(t, []string{"restart 1 after 0s", "restart 2 after 1ms", "restart 3 after 2ms",
		"given up family/child"}, told)
}

func TestOldCrashesDoNotCount(t *testing.T) {
	now := time.Unix(0, 0)
	of := &record{}
	limits := Limits{Window: 10 * time.Second, Restarts: 1, FirstDelay: time.Second, MaxDelay: time.Second}
	for range 5 {
		delay, again := of.crashed(now, limits)
		require.True(t, again)
		require.Zero(t, delay)
		now = now.Add(10 * time.Second)
	}
	_, again := of.crashed(now, limits)
	require.True(t, again)
	_, again = of.crashed(now.Add(time.Second), limits)
	require.False(t, again)
}

func TestPanicWhileStopping(t *testing.T) {
	f := newFamily(t, Limits{}) // its child panics in Stopping and in Stopped; Cleanup would hang
	gone := f.system.Stopped(f.child)
	f.system.Halt(f.child)
	<-gone
	require.Equal(t, "terminated", f.next(t))
}

func TestStopDuringBackOff(t *testing.T) {
	f := newFamily(t, Limits{Window: time.Minute, Restarts: 3, FirstDelay: time.Hour, MaxDelay: time.Hour})
	f.system.Post(f.child, "crash")
	require.Equal(t, "started", f.next(t))
	f.system.Post(f.child, "crash")
	require.Eventually(t, func() bool { return len(f.all()) == 2 }, 5*time.Second, time.Millisecond)
	f.system.Stop(f.child)
	require.Equal(t, "terminated", f.next(t))
}

type lent struct{ returned *int }

func (l lent) Release() { *l.returned++ }

func TestCrashReturnsCredit(t *testing.T) {
	f := newFamily(t, Limits{})
	returned := 0
	f.produce = nil
	crash := &port.Inbound{Credit: lent{&returned}}
	f.system.Post(f.child, crash)
	f.system.Post(f.child, "crash")
	require.Equal(t, "started", f.next(t))
	require.Equal(t, 1, returned)
}

func TestInbox(t *testing.T) {
	f := newFamily(t, Limits{})
	var heard []any
	inbox := f.system.Inbox("answers/1", func(message any) { heard = append(heard, message) })
	f.system.Post(inbox, "one")
	f.system.CloseInbox(inbox)
	f.system.Post(inbox, "two")
	require.Equal(t, []any{"one"}, heard)
}
