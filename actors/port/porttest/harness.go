package porttest

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// Stage is where one actor plays.
type Harness struct {
	Node    *port.Node // what the actor is born with; its ports are the fakes below
	Clock   *Clock
	Rand    *Rand
	Network *Network
	Store   *Store
	Tracker *Tracker
	Tokens  *Tokens
	Spawn   *Spawn
	Journal *Journal
	Parent  *Probe // what the actor under test tells its parent
	Starts  int    // incarnations of actors under test

	t          testing.TB
	system     *actor.ActorSystem
	dispatcher *dispatcher
	expected   string   // part of a panic that is meant to happen, or ""
	crashes    []string // panics that happened and were meant to
}

// New builds a stage. An actor that panics without being expected to fails the test.
func New(t testing.TB) *Harness {
	s := &Harness{t: t, dispatcher: &dispatcher{}, Rand: &Rand{state: 1}, Tokens: &Tokens{}, Journal: &Journal{}}
	s.system = actor.NewActorSystem(actor.WithLoggerFactory(func(*actor.ActorSystem) *slog.Logger {
		return slog.New(slog.DiscardHandler)
	}))
	t.Cleanup(s.system.Shutdown)
	s.Clock = &Clock{harness: s, now: time.Unix(1_700_000_000, 0)}
	s.Network = newNetwork(s)
	s.Store = &Store{harness: s, FreeMemory: 1 << 30}
	s.Tracker = &Tracker{URL: "http://tracker.test"}
	s.Spawn = &Spawn{harness: s}
	s.Node = &port.Node{
		ID: 1, Clock: s.Clock, Rand: s.Rand, Network: s.Network, Store: s.Store, Tracker: s.Tracker, Tokens: s.Tokens,
		Journal: s.Journal,
		Settings: messages.Settings{
			TrackerURL: s.Tracker.URL, NodeInterval: 15 * time.Second, TrackerInterval: 22 * time.Second, MaxSplitnessRate: 3,
			OwnersPerNeed: 5, ChunkLength: 4 * PieceLength, MaxChunksPerOwner: 2, MaxFiles: 3, MaxReceivers: 2,
		},
	}
	s.Parent = s.Probe("parent")
	return s
}

// Begin starts the actor under test as a child of Parent. produce is called once for each incarnation.
func (s *Harness) Begin(produce func() actor.Actor) port.PID {
	s.t.Helper()
	begin := &spawnRequest{props: s.props(func() actor.Actor {
		s.Starts++
		return &actorUnderTest{Actor: produce()}
	})}
	s.Send(s.Parent.PID, begin)
	return begin.pid
}

// Probe makes a mailbox that stands for an actor the test does not need.
func (s *Harness) Probe(name string) *Probe {
	s.t.Helper()
	probe := &Probe{}
	pid, err := s.system.Root.SpawnNamed(s.props(func() actor.Actor { return probe }, actor.WithGuardian(s)), name)
	if err != nil {
		s.t.Fatalf("probe %s: %v", name, err)
	}
	probe.PID = pid
	s.dispatcher.drain()
	return probe
}

// Send puts a message into a mailbox, and lets everything happen that follows from it.
func (s *Harness) Send(to port.PID, message any) {
	s.system.Root.Send(to, message)
	s.dispatcher.drain()
}

// Stop ends an actor or a probe.
func (s *Harness) Stop(who port.PID) {
	s.system.Root.Stop(who)
	s.dispatcher.drain()
}

// Crash makes the actor under test panic; its parent restarts it.
func (s *Harness) Crash(who port.PID) {
	s.ExpectPanic(injectedPanic)
	s.Send(who, &panicRequest{})
}

// ExpectPanic lets panics pass that say text.
func (s *Harness) ExpectPanic(text string) { s.expected = text }

// Crashes is how many expected panics there were.
func (s *Harness) Crashes() int { return len(s.crashes) }

func (s *Harness) props(produce func() actor.Actor, options ...actor.PropsOption) *actor.Props {
	return actor.PropsFromProducer(produce, append(options, actor.WithDispatcher(s.dispatcher), actor.WithSupervisor(s))...)
}

// HandleFailure restarts whoever was expected to panic, and fails the test for anybody else.
func (s *Harness) HandleFailure(_ *actor.ActorSystem, supervisor actor.Supervisor, child port.PID,
	_ *actor.RestartStatistics, reason, message any) {
	text := fmt.Sprint(reason)
	if s.expected == "" || !strings.Contains(text, s.expected) {
		s.t.Errorf("%s panicked at %T: %s", child.Id, message, text)
		supervisor.StopChildren(child)
		return
	}
	s.crashes = append(s.crashes, text)
	supervisor.RestartChildren(child)
}
