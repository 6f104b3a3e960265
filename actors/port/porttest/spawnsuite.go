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
type Understudy func(kind string, self actor.Actor) actor.Actor

// SpawnSuite tests that a maker of actors keeps the promises of port.Spawn. begin makes a new one for each test.
func SpawnSuite(t *testing.T, begin func(t *testing.T, understudy Understudy) SpawnArm) {
	for name, test := range map[string]func(s *spawnTest){
		"each call makes a child of its kind":            eachChild,
		"messages come one by one and in order":          messagesInOrder,
		"a name that is taken is a crash of the parent":  nameTaken,
		"a name is free once its actor has stopped":      nameFree,
		"who crashes is restarted and loses nothing":     restarted,
		"who crashes too often is given up":              givenUp,
		"children stop before their parent":              childrenFirst,
		"who has stopped is told nothing":                toldNothing,
		"what an edge lent is given back":                lentIsReturned,
		"children of a parent that crashed are replaced": parentCrashes,
	} {
		t.Run(name, func(t *testing.T) {
			s := &spawnTest{t: t, log: &mailbox{}}
			s.SpawnArm = begin(t, s.understudy)
			s.root = s.Begin()
			s.hears("peer", "started")
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
type heard struct {
	who  string // the kind
	what any
}

// understudy is an actor that does as the test says.
type understudy struct {
	of   *spawnTest
	kind string
	busy bool // it is at work on a message

	lastWords bool // it says something to its parent when it is told to end
}

func (s *spawnTest) understudy(kind string, _ actor.Actor) actor.Actor {
	return &understudy{of: s, kind: kind}
}

// do is work for an actor.
type do func(ctx port.Context)

// speak tells an actor to have last words.
type speak struct{}

// lent is a message that an edge lent.
type lent struct {
	back  func()
	crash bool // whoever gets it crashes over it
}

// Release gives it back.
func (l *lent) Release() { l.back() }

// Receive writes down and does.
func (u *understudy) Receive(ctx port.Context) {
	if u.busy {
		u.note("two at a time")
	}
	u.busy = true
	defer func() { u.busy = false }()
	switch message := ctx.Message().(type) {
	case *actor.Started:
		u.note("started")
	case *actor.Restarting:
		u.note("restarting")
	case *actor.Stopping:
		u.note("stopping")
		if u.lastWords {
			ctx.Send(ctx.Parent(), "last words")
		}
	case *actor.Stopped:
		u.note("stopped")
	case *actor.Terminated:
		u.note("lost " + message.Who.Id)
	case *port.ChildGivenUp:
		u.note("given up " + message.Child.Id + ": " + message.Cause)
	case do:
		message(ctx)
	case *lent:
		if message.crash {
			panic("in the middle of it")
		}
	case speak:
		u.lastWords = true
	default:
		u.note(message)
	}
}

func (u *understudy) note(what any) { u.of.log.receive(heard{who: u.kind, what: what}) }

// hears waits until an actor of a kind has heard something.
func (s *spawnTest) hears(who string, what any) {
	s.t.Helper()
	s.wait(s.t, s.log, func(message any) bool { return message == heard{who: who, what: what} })
}

// all is what one kind of actors heard so far.
func (s *spawnTest) all(who string) []any {
	var all []any
	letters, _ := s.log.got()
	for _, letter := range All[heard](letters) {
		if letter.who == who {
			all = append(all, letter.what)
		}
	}
	return all
}

// makers are the calls of port.Spawn.
func (s *spawnTest) makers() map[string]func(ctx port.Context, name string) port.PID {
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
			return s.Spawn.Download(ctx, name, port.DownloadSpec{Torrent: "x", File: file, Path: "x", Seeder: ctx.Self()})
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
func (s *spawnTest) child(kind, name string) port.PID {
	s.t.Helper()
	pid := s.spawn(kind, name)
	s.hears(kind, "started")
	return pid
}

func (s *spawnTest) spawn(kind, name string) port.PID {
	s.t.Helper()
	made := s.perform(s.root, func(ctx port.Context) any {
		return s.makers()[kind](ctx, name) // a parent is told of its child's end without watching it
	})
	return made.(port.PID)
}

// perform has an actor do something, and gives what came of it.
func (s *spawnTest) perform(who port.PID, what func(ctx port.Context) any) any {
	s.t.Helper()
	done := &mailbox{}
	s.Post(who, do(func(ctx port.Context) { done.receive(what(ctx)) }))
	return s.wait(s.t, done, func(any) bool { return true })
}
