package porttest

import (
	"net/netip"
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// SpawnArm is an implementation of port.Spawn under test.
type SpawnArm struct {
	Arm
	Spawn  port.Spawn
	Leases port.TrackerSpawn
	Clock  port.Clock // of the actors
	// Begin starts a root actor, in the place of a peer.
	Begin func() port.PID
	Post  func(to port.PID, message any)
	// Restarts is how many crashes in quick succession a child survives.
	Restarts int
}

// Substitute returns the actor that runs in the place of one that the arm made. The arm calls it for each incarnation
// of each actor.
type Substitute func(kind string, self actor.Actor) actor.Actor

// SpawnSuite tests that an implementation of port.Spawn keeps its contract. begin makes a new one for each test.
func SpawnSuite(t *testing.T, begin func(t *testing.T, substitute Substitute) SpawnArm) {
	for name, test := range map[string]func(s *spawnTest){
		"each call makes a child of its kind":               eachChild,
		"messages arrive one at a time and in order":        messagesInOrder,
		"spawning under a used name crashes the parent":     nameTaken,
		"a stopped actor's name can be used again":          nameFree,
		"a crashed actor is restarted and loses no message": restarted,
		"an actor that crashes too often is given up":       givenUp,
		"children stop before their parent":                 childrenStopFirst,
		"a stopped actor receives nothing":                  noMessageAfterStop,
		"messages lent by an edge are released":             loansAreReturned,
		"a crashed parent's children are stopped":           parentCrashes,
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

// spawnTest is one test of port.Spawn. Everything that any of its actors receives is recorded in log.
type spawnTest struct {
	SpawnArm
	t    *testing.T
	root port.PID
	log  *mailbox
}

// event is something that one actor received or went through.
type event struct {
	kind string // the kind
	what any    // a message, or a stage of its life such as "started"
}

// scriptedActor does what the test tells it to.
type scriptedActor struct {
	test      *spawnTest
	kind      string
	receiving bool // it is processing a message

	sendsLastWords bool // it sends a message to its parent when it is stopping
}

func (s *spawnTest) substitute(kind string, _ actor.Actor) actor.Actor {
	return &scriptedActor{test: s, kind: kind}
}

// task is code that an actor runs.
type task func(ctx port.Context)

// enableLastWords makes an actor send a message to its parent when it is stopping.
type enableLastWords struct{}

// loanedMessage is a message that an edge lent; see port.Credited.
type loanedMessage struct {
	release func()
	panics  bool // the actor that receives it panics
}

// Release returns the message to the edge.
func (l *loanedMessage) Release() { l.release() }

// Receive records a message, or runs a task.
func (u *scriptedActor) Receive(ctx port.Context) {
	if u.receiving {
		u.note("two messages at a time")
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

func (u *scriptedActor) note(what any) { u.test.record(event{kind: u.kind, what: what}) }

// waitFor waits until an actor of a kind has recorded an event.
func (s *spawnTest) waitFor(kind string, what any) {
	s.t.Helper()
	s.wait(s.t, s.log, func(message any) bool { return message == event{kind: kind, what: what} })
}

// eventsOf returns the events of all actors of one kind so far.
func (s *spawnTest) eventsOf(kind string) []any {
	var all []any
	got, _ := s.log.received()
	for _, recorded := range All[event](got) {
		if recorded.kind == kind {
			all = append(all, recorded.what)
		}
	}
	return all
}

// constructors returns the methods of port.Spawn by the kind of actor.
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
			return s.Spawn.Download(ctx, name, port.DownloadSpec{Torrent: "x", File: file, FilePath: "x",
				Seeder: ctx.Self()})
		},
		"downloader": func(ctx port.Context, name string) port.PID {
			return s.Spawn.Downloader(ctx, name,
				port.DownloaderSpec{File: file, Chunk: messages.Chunk{Count: 1}, Owner: Owner(1),
					Stream: stream, Path: ctx.Self()})
		},
		"contacts": func(ctx port.Context, name string) port.PID {
			return s.Spawn.Contacts(ctx, name, port.ContactsSpec{File: file, Seeder: ctx.Self()})
		},
		"choker": func(ctx port.Context, name string) port.PID { return s.Spawn.Choker(ctx, name) },
		"announcer": func(ctx port.Context, name string) port.PID {
			return s.Spawn.Announcer(ctx, name, port.AnnouncerSpec{File: file, Contacts: ctx.Self()})
		},
		"remote": func(ctx port.Context, name string) port.PID {
			return s.Spawn.Remote(ctx, name, port.RemoteSpec{Connection: NewConnection(Addr(1)),
				ContactsSpec: port.ContactsSpec{File: file, Seeder: ctx.Self()}})
		},
		"lease": func(ctx port.Context, name string) port.PID {
			return s.Leases.Lease(ctx, name, 7, s.Clock.Now().Add(time.Hour))
		},
	}
}

// spawnStarted makes a child of the root and waits until it has started.
func (s *spawnTest) spawnStarted(kind, name string) port.PID {
	s.t.Helper()
	pid := s.spawn(kind, name)
	s.waitFor(kind, "started")
	return pid
}

func (s *spawnTest) spawn(kind, name string) port.PID {
	s.t.Helper()
	made := s.run(s.root, func(ctx port.Context) any {
		return s.constructors()[kind](ctx, name) // a parent is told of its child's end without Watch
	})
	return made.(port.PID)
}

// run makes an actor run a function, and returns its result.
func (s *spawnTest) run(who port.PID, what func(ctx port.Context) any) any {
	s.t.Helper()
	done := &mailbox{}
	s.Post(who, task(func(ctx port.Context) { done.receive(what(ctx)) }))
	return s.wait(s.t, done, func(any) bool { return true })
}

func (s *spawnTest) record(happened event) { s.log.receive(happened) }
