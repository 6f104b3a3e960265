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
			s.t.Errorf("its PID is %s, and must be its name below that of %s", pid.Id, s.root.Id)
		}
		parent := s.run(pid, func(ctx port.Context) any { return ctx.Parent().Id })
		if parent != s.root.Id {
			s.t.Errorf("its parent is %v, and must be %s", parent, s.root.Id)
		}
		if heard := s.eventsOf(kind); !slices.Equal(heard, []any{"started"}) {
			s.t.Errorf("a %s heard %v", kind, heard)
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
	if heard := s.eventsOf("path"); !slices.Equal(heard, want) {
		s.t.Errorf("it heard %v", heard)
	}
}

// nameTaken: the parent is restarted, and its child lives on no longer than that.
func nameTaken(s *spawnTest) {
	s.spawnStarted("seeder", "one")
	s.Post(s.root, task(func(ctx port.Context) {
		s.constructors()["path"](ctx, "one")
		s.log.receive(event{kind: "peer", what: "a name was given twice"})
	}))
	s.waitFor("peer", "restarting")
	s.Post(s.root, "alive")
	s.waitFor("peer", "alive")
	if slices.Contains(s.eventsOf("peer"), any("a name was given twice")) || len(s.eventsOf("path")) > 0 {
		s.t.Error("two actors have one name")
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
		s.t.Errorf("the name is another one: %s", second.Id)
	}
	s.Post(second, "hello")
	s.waitFor("path", "hello")
}

// crash makes an actor panic.
func (s *spawnTest) panicTask(cause string) task { return func(port.Context) { panic(cause) } }

func restarted(s *spawnTest) {
	pid := s.spawnStarted("downloader", "one")
	s.Post(pid, "before")
	s.Post(pid, s.panicTask("told to"))
	for i := range 10 {
		s.Post(pid, i)
	}
	s.waitFor("downloader", 9)
	want := []any{"started", "before", "restarting", "started", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	if heard := s.eventsOf("downloader"); !slices.Equal(heard, want) {
		s.t.Errorf("it heard %v, and had to hear %v", heard, want)
	}
	if heard := s.eventsOf("peer"); len(heard) != 1 {
		s.t.Errorf("its parent has nothing to do with it: %v", heard)
	}
}

// givenUp: the parent is told of it before it is told that the child is gone.
func givenUp(s *spawnTest) {
	pid := s.spawnStarted("downloader", "one")
	for range s.Restarts + 1 {
		s.Post(pid, s.panicTask("again"))
	}
	s.waitFor("peer", "lost "+pid.Id)
	want := []any{"started", "given up " + pid.Id + ": again", "lost " + pid.Id}
	if heard := s.eventsOf("peer"); !slices.Equal(heard, want) {
		s.t.Errorf("its parent heard %v, and had to hear %v", heard, want)
	}
	started := 0
	for _, what := range s.eventsOf("downloader") {
		if what == "started" {
			started++
		}
	}
	if started != s.Restarts+1 {
		s.t.Errorf("it had %d lives, and must have %d", started, s.Restarts+1)
	}
}

// childrenFirst: and what one of them says while their parent waits for the others, it does not hear.
func childrenStopFirst(s *spawnTest) {
	top := s.spawnStarted("download", "one")
	give := func(parent port.PID, kind string) port.PID {
		pid := s.run(parent, func(ctx port.Context) any { return s.constructors()[kind](ctx, kind) })
		s.waitFor(kind, "started")
		return pid.(port.PID)
	}
	s.Post(give(top, "downloader"), enableLastWords{})
	give(give(give(top, "path"), "seeder"), "uplink")
	s.run(s.root, func(ctx port.Context) any {
		ctx.Stop(ctx.Self())
		return true
	})
	s.waitFor("peer", "stopped")
	var ends []string
	letters, _ := s.log.received()
	for _, letter := range All[event](letters) {
		if letter.what == "stopped" {
			ends = append(ends, letter.kind)
		}
	}
	order := slices.DeleteFunc(slices.Clone(ends), func(who string) bool { return who == "downloader" })
	if len(ends) != 6 || !slices.Equal(order, []string{"uplink", "seeder", "path", "download", "peer"}) || slices.Index(ends, "downloader") > 3 {
		s.t.Errorf("they stopped in the order %v", ends)
	}
	if slices.Contains(s.eventsOf("download"), any("last words")) {
		s.t.Error("an actor that is ending heard something but its end")
	}
}

// toldNothing: neither once it has begun to end, nor later; and whoever tells it does not wait.
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
	if heard := s.eventsOf("path"); !slices.Equal(heard, []any{"started", "stopping", "stopped"}) {
		s.t.Errorf("it heard %v", heard)
	}
}

// lentIsReturned: also by who crashes over it.
func loansAreReturned(s *spawnTest) {
	pid := s.spawnStarted("seeder", "one")
	var back atomic.Int32
	for i := range 5 {
		s.Post(pid, &loanedMessage{release: func() { back.Add(1) }, panics: i == 3})
	}
	s.until(s.t, "all is given back", func() bool { return back.Load() == 5 })
	s.waitFor("seeder", "restarting")
}

// parentCrashes: what it had made is stopped, so that it can make it anew under the same names.
func parentCrashes(s *spawnTest) {
	for i := range 3 {
		s.spawn("path", fmt.Sprint(i))
	}
	s.Post(s.root, s.panicTask("told to"))
	s.waitFor("peer", "restarting")
	s.until(s.t, "its children stop", func() bool {
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
	s.until(s.t, "they are made anew", func() bool {
		started := 0
		for _, what := range s.eventsOf("path") {
			if what == "started" {
				started++
			}
		}
		return started == 6
	})
}
