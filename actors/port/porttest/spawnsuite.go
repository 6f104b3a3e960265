package porttest

import (
	"net/netip"
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// SpawnArm is a maker of actors under test.
type SpawnArm struct {
	Arm
	Spawn  port.Spawn
	Leases port.TrackerSpawn
	Clock  port.Clock // that the actors have
	// Begin starts a root actor, in place of a peer.
	Begin func() port.PID
	Post  func(to port.PID, message any)
	// Restarts is how many crashes within a short time a child survives.
	Restarts int
}

// Understudy puts an actor in the place of the one that the arm made. The arm calls it for each incarnation of each actor.
type Substitute func(kind string, self actor.Actor) actor.Actor

// SpawnSuite tests that a maker of actors keeps the promises of port.Spawn. begin makes a new one for each test.
func SpawnSuite(t *testing.T, begin func(t *testing.T, understudy Substitute) SpawnArm) {
	for name, test := range map[string]func(s *spawnTest){
		"each call makes a child of its kind":            eachChild,
		"messages come one by one and in order":          messagesInOrder,
		"a name that is taken is a crash of the parent":  nameTaken,
		"a name is free once its actor has stopped":      nameFree,
		"who crashes is restarted and loses nothing":     restarted,
		"who crashes too often is given up":              givenUp,
		"children stop before their parent":              childrenStopFirst,
		"who has stopped is told nothing":                noMessageAfterStop,
		"what an edge lent is given back":                loansAreReturned,
		"children of a parent that crashed are replaced": parentCrashes,
	} {
		t.Run(name, func(t *testing.T) {
			s := &spawnTest{t: t, log: &mailbox{}}
			s.SpawnArm = begin(t, s.substitute)
			s.root = s.Begin()
			s.waitFor("peer", "started")
			test(s)
		})
	}
}

// spawnTest is one test of a maker of actors. Everything that any actor of it hears is written down in log.
type spawnTest struct {
	SpawnArm
	t    *testing.T
	root port.PID
	log  *mailbox
}

// heard is what one actor heard.
type event struct {
	kind string // the kind
	what any
}

// understudy is an actor that does as the test says.
type scriptedActor struct {
	test      *spawnTest
	kind      string
	receiving bool // it is at work on a message

	sendsLastWords bool // it says something to its parent when it is told to end
}

func (s *spawnTest) substitute(kind string, _ actor.Actor) actor.Actor {
	return &scriptedActor{test: s, kind: kind}
}

// do is work for an actor.
type task func(ctx port.Context)

// speak tells an actor to have last words.
type enableLastWords struct{}

// lent is a message that an edge lent.
type loanedMessage struct {
	release func()
	panics  bool // whoever gets it crashes over it
}

// Release gives it back.
func (l *loanedMessage) Release() { l.release() }

// Receive writes down and does.
func (u *scriptedActor) Receive(ctx port.Context) {
	if u.receiving {
		u.note("two at a time")
	}
	u.receiving = true
	defer func() { u.receiving = false }()
	switch message := ctx.Message().(type) {
	case *actor.Started:
		u.note("started")
	case *actor.Restarting:
		u.note("restarting")
	case *actor.Stopping:
		u.note("stopping")
		if u.sendsLastWords {
			ctx.Send(ctx.Parent(), "last words")
		}
	case *actor.Stopped:
		u.note("stopped")
	case *actor.Terminated:
		u.note("lost " + message.Who.Id)
	case *port.ChildGivenUp:
		u.note("given up " + message.Child.Id + ": " + message.Cause)
	case task:
		message(ctx)
	case *loanedMessage:
		if message.panics {
			panic("in the middle of it")
		}
	case enableLastWords:
		u.sendsLastWords = true
	default:
		u.note(message)
	}
}

func (u *scriptedActor) note(what any) { u.test.log.receive(event{kind: u.kind, what: what}) }

// hears waits until an actor of a kind has heard something.
func (s *spawnTest) waitFor(who string, what any) {
	s.t.Helper()
	s.wait(s.t, s.log, func(message any) bool { return message == event{kind: who, what: what} })
}

// all is what one kind of actors heard so far.
func (s *spawnTest) eventsOf(who string) []any {
	var all []any
	letters, _ := s.log.received()
	for _, letter := range All[event](letters) {
		if letter.kind == who {
			all = append(all, letter.what)
		}
	}
	return all
}

// makers are the calls of port.Spawn.
func (s *spawnTest) constructors() map[string]func(ctx port.Context, name string) port.PID {
	file := WholeFile(1, 4)
	stream := NewStream(1, port.StreamSpec{Owner: Addr(1), Range: messages.Range{Length: 1000}, BlockSize: 100})
	return map[string]func(ctx port.Context, name string) port.PID{
		"heartbeat": func(ctx port.Context, name string) port.PID { return s.Spawn.Heartbeat(ctx, name) },
		"uplink":    func(ctx port.Context, name string) port.PID { return s.Spawn.Uplink(ctx, name) },
		"downlink":  func(ctx port.Context, name string) port.PID { return s.Spawn.Downlink(ctx, name) },
		"path": func(ctx port.Context, name string) port.PID {
			return s.Spawn.Path(ctx, name, port.PathSpec{Owner: netip.MustParseAddrPort("10.0.0.9:1")})
		},
		"seeder": func(ctx port.Context, name string) port.PID {
			return s.Spawn.Seeder(ctx, name, port.SeederSpec{File: file, Uplink: ctx.Self()})
		},
		"download": func(ctx port.Context, name string) port.PID {
			return s.Spawn.Download(ctx, name, port.DownloadSpec{Torrent: "x", File: file, FilePath: "x", Seeder: ctx.Self()})
		},
		"downloader": func(ctx port.Context, name string) port.PID {
			return s.Spawn.Downloader(ctx, name, port.DownloaderSpec{File: file, Chunk: messages.Chunk{Count: 1}, Owner: Owner(1),
				Stream: stream, Path: ctx.Self()})
		},
		"lease": func(ctx port.Context, name string) port.PID {
			return s.Leases.Lease(ctx, name, 7, s.Clock.Now().Add(time.Hour))
		},
	}
}

// child makes a child of the root and waits until it has started.
func (s *spawnTest) spawnStarted(kind, name string) port.PID {
	s.t.Helper()
	pid := s.spawn(kind, name)
	s.waitFor(kind, "started")
	return pid
}

func (s *spawnTest) spawn(kind, name string) port.PID {
	s.t.Helper()
	made := s.run(s.root, func(ctx port.Context) any {
		return s.constructors()[kind](ctx, name) // a parent is told of its child's end without watching it
	})
	return made.(port.PID)
}

// perform has an actor do something, and gives what came of it.
func (s *spawnTest) run(who port.PID, what func(ctx port.Context) any) any {
	s.t.Helper()
	done := &mailbox{}
	s.Post(who, task(func(ctx port.Context) { done.receive(what(ctx)) }))
	return s.wait(s.t, done, func(any) bool { return true })
}
