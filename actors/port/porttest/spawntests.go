package porttest

import (
	"fmt"
	"slices"
	"sync/atomic"

	"swarm/actors/port"
)

// The tests of SpawnSuite.

func eachChild(s *spawnTest) {
	for kind := range s.constructors() {
		pid := s.spawnStarted(kind, "of/"+kind)
		if pid.Id != s.root.Id+"/of/"+kind {
			s.t.Errorf("the PID is %s, and must be the child's name below %s", pid.Id, s.root.Id)
		}
		parent := s.run(pid, func(ctx port.Context) any { return ctx.Parent().Id })
		if parent != s.root.Id {
			s.t.Errorf("the parent is %v, and must be %s", parent, s.root.Id)
		}
		if events := s.eventsOf(kind); !slices.Equal(events, []any{"started"}) {
			s.t.Errorf("the events of a %s are %v", kind, events)
		}
	}
}

func messagesInOrder(s *spawnTest) {
	pid := s.spawnStarted("path", "path")
	want := []any{"started"}
	for i := range 1000 {
		s.Post(pid, i)
		want = append(want, i)
	}
	s.waitFor("path", 999)
	if events := s.eventsOf("path"); !slices.Equal(events, want) {
		s.t.Errorf("the events are %v", events)
	}
}

// nameTaken checks that spawning a second child under a used name panics: the parent is restarted, and its children
// stop with it.
func nameTaken(s *spawnTest) {
	s.spawnStarted("seeder", "one")
	s.Post(s.root, task(func(ctx port.Context) {
		s.constructors()["path"](ctx, "one")
		s.log.receive(event{kind: "peer", what: "a name was used twice"})
	}))
	s.waitFor("peer", "restarting")
	s.Post(s.root, "alive")
	s.waitFor("peer", "alive")
	if slices.Contains(s.eventsOf("peer"), any("a name was used twice")) || len(s.eventsOf("path")) > 0 {
		s.t.Error("two actors have the same name")
	}
}

func nameFree(s *spawnTest) {
	first := s.spawnStarted("seeder", "one")
	s.run(s.root, func(ctx port.Context) any {
		ctx.Stop(first)
		return true
	})
	s.waitFor("peer", "lost "+first.Id)
	second := s.spawnStarted("path", "one")
	if second.Id != first.Id {
		s.t.Errorf("the second actor's PID differs: %s", second.Id)
	}
	s.Post(second, "hello")
	s.waitFor("path", "hello")
}

// panicTask returns a task that panics.
func (s *spawnTest) panicTask(cause string) task { return func(port.Context) { panic(cause) } }

func restarted(s *spawnTest) {
	pid := s.spawnStarted("downloader", "one")
	s.Post(pid, "before")
	s.Post(pid, s.panicTask("requested"))
	for i := range 10 {
		s.Post(pid, i)
	}
	s.waitFor("downloader", 9)
	want := []any{"started", "before", "restarting", "started", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	if events := s.eventsOf("downloader"); !slices.Equal(events, want) {
		s.t.Errorf("the events are %v, and must be %v", events, want)
	}
	if events := s.eventsOf("peer"); len(events) != 1 {
		s.t.Errorf("the parent must not be told: %v", events)
	}
}

// givenUp checks that the parent receives ChildGivenUp before it receives Terminated.
func givenUp(s *spawnTest) {
	pid := s.spawnStarted("downloader", "one")
	for range s.Restarts + 1 {
		s.Post(pid, s.panicTask("again"))
	}
	s.waitFor("peer", "lost "+pid.Id)
	want := []any{"started", "given up " + pid.Id + ": again", "lost " + pid.Id}
	if events := s.eventsOf("peer"); !slices.Equal(events, want) {
		s.t.Errorf("the parent's events are %v, and must be %v", events, want)
	}
	started := 0
	for _, what := range s.eventsOf("downloader") {
		if what == "started" {
			started++
		}
	}
	if started != s.Restarts+1 {
		s.t.Errorf("the actor was started %d times, and must be %d times", started, s.Restarts+1)
	}
}

// childrenStopFirst checks that an actor stops after its children, and that it receives no message from one child
// while it waits for the others.
func childrenStopFirst(s *spawnTest) {
	top := s.spawnStarted("download", "one")
	spawn := func(parent port.PID, kind string) port.PID {
		pid := s.run(parent, func(ctx port.Context) any { return s.constructors()[kind](ctx, kind) })
		s.waitFor(kind, "started")
		return pid.(port.PID)
	}
	s.Post(spawn(top, "downloader"), enableLastWords{})
	spawn(spawn(spawn(top, "path"), "seeder"), "uplink")
	s.run(s.root, func(ctx port.Context) any {
		ctx.Stop(ctx.Self())
		return true
	})
	s.waitFor("peer", "stopped")
	var ends []string
	got, _ := s.log.received()
	for _, recorded := range All[event](got) {
		if recorded.what == "stopped" {
			ends = append(ends, recorded.kind)
		}
	}
	order := slices.DeleteFunc(slices.Clone(ends), func(who string) bool { return who == "downloader" })
	if len(ends) != 6 || !slices.Equal(order, []string{"uplink", "seeder", "path", "download", "peer"}) ||
		slices.Index(ends, "downloader") > 3 {
		s.t.Errorf("the actors stopped in the order %v", ends)
	}
	if slices.Contains(s.eventsOf("download"), any("last words")) {
		s.t.Error("an actor that is stopping received a message")
	}
}

// noMessageAfterStop checks that an actor receives no message once it is stopping or has stopped, and that sending to
// it does not block.
func noMessageAfterStop(s *spawnTest) {
	pid := s.spawnStarted("path", "one")
	s.run(pid, func(ctx port.Context) any {
		ctx.Stop(ctx.Self())
		ctx.Send(ctx.Self(), "behind the end")
		return true
	})
	s.waitFor("peer", "lost "+pid.Id)
	for range 10 {
		s.Post(pid, "after the end")
	}
	s.Post(s.root, "alive")
	s.waitFor("peer", "alive")
	if events := s.eventsOf("path"); !slices.Equal(events, []any{"started", "stopping", "stopped"}) {
		s.t.Errorf("the events are %v", events)
	}
}

// loansAreReturned checks that a lent message is released, even if the actor panics over it.
func loansAreReturned(s *spawnTest) {
	pid := s.spawnStarted("seeder", "one")
	var back atomic.Int32
	for i := range 5 {
		s.Post(pid, &loanedMessage{release: func() { back.Add(1) }, panics: i == 3})
	}
	s.until(s.t, "all messages are released", func() bool { return back.Load() == 5 })
	s.waitFor("seeder", "restarting")
}

// parentCrashes checks that the children of a crashed parent are stopped, so that it can spawn new ones under the
// same names.
func parentCrashes(s *spawnTest) {
	for i := range 3 {
		s.spawn("path", fmt.Sprint(i))
	}
	s.Post(s.root, s.panicTask("requested"))
	s.waitFor("peer", "restarting")
	s.until(s.t, "the children stop", func() bool {
		stopped := 0
		for _, what := range s.eventsOf("path") {
			if what == "stopped" {
				stopped++
			}
		}
		return stopped == 3
	})
	for i := range 3 {
		s.spawn("path", fmt.Sprint(i))
	}
	s.until(s.t, "the new children start", func() bool {
		started := 0
		for _, what := range s.eventsOf("path") {
			if what == "started" {
				started++
			}
		}
		return started == 6
	})
}
