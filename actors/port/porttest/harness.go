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

// Harness runs one actor with fake ports.
type Harness struct {
	Node    *port.Node // what the actor is created with; its ports are the fakes below
	Clock   *Clock
	Rand    *Rand
	Network *Network
	Store   *Store
	Tracker *Tracker
	Tokens  *Tokens
	Spawn   *Spawn
	Journal *Journal
	Parent  *Probe // receives what the actor under test sends to its parent
	Starts  int    // incarnations of actors under test so far

	BitTorrent *BitTorrent // the node has it when a test sets Node.BitTorrent

	t          testing.TB
	system     *actor.ActorSystem
	dispatcher *dispatcher
	expected   string   // part of the text of a panic that the test expects, or ""
	crashes    []string // panics that were expected and happened
}

// New returns a harness. An actor that panics without being expected to fails the test.
func New(t testing.TB) *Harness {
	s := &Harness{t: t, dispatcher: &dispatcher{}, Rand: &Rand{state: 1}, Tokens: &Tokens{}, Journal: &Journal{},
		BitTorrent: newBitTorrent()}
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
			TrackerURL: s.Tracker.URL, NodeInterval: 15 * time.Second, TrackerInterval: 22 * time.Second,
			MaxSplitnessRate: 3,
			OwnersPerNeed:    5, ChunkLength: 4 * PieceLength, MaxChunksPerOwner: 2, MaxFiles: 3, MaxReceivers: 2,
		},
	}
	s.Parent = s.Probe("parent")
	return s
}

// Begin starts the actor under test as a child of Parent. produce is called for each incarnation.
func (h *Harness) Begin(produce func() actor.Actor) port.PID {
	h.t.Helper()
	begin := &spawnRequest{props: h.props(func() actor.Actor {
		h.Starts++
		return &actorUnderTest{Actor: produce()}
	})}
	h.Send(h.Parent.PID, begin)
	return begin.pid
}

// Probe starts a probe.
func (h *Harness) Probe(name string) *Probe {
	h.t.Helper()
	probe := &Probe{}
	pid, err := h.system.Root.SpawnNamed(h.props(func() actor.Actor { return probe }, actor.WithGuardian(h)), name)
	if err != nil {
		h.t.Fatalf("probe %s: %v", name, err)
	}
	probe.PID = pid
	h.dispatcher.drain()
	return probe
}

// Send sends a message, and processes all messages that follow from it.
func (h *Harness) Send(to port.PID, message any) {
	h.system.Root.Send(to, message)
	h.dispatcher.drain()
}

// Stop stops an actor or a probe.
func (h *Harness) Stop(who port.PID) {
	h.system.Root.Stop(who)
	h.dispatcher.drain()
}

// Crash makes the actor under test panic. It is restarted.
func (h *Harness) Crash(who port.PID) {
	h.ExpectPanic(injectedPanic)
	h.Send(who, &panicRequest{})
}

// ExpectPanic expects panics whose text contains this one.
func (h *Harness) ExpectPanic(text string) { h.expected = text }

// Crashes returns how many expected panics happened.
func (h *Harness) Crashes() int { return len(h.crashes) }

func (h *Harness) props(produce func() actor.Actor, options ...actor.PropsOption) *actor.Props {
	return actor.PropsFromProducer(produce, append(options, actor.WithDispatcher(h.dispatcher),
		actor.WithSupervisor(h))...)
}

// HandleFailure restarts an actor that was expected to panic, and fails the test for any other.
func (h *Harness) HandleFailure(_ *actor.ActorSystem, supervisor actor.Supervisor, child port.PID,
	_ *actor.RestartStatistics, reason, message any) {
	text := fmt.Sprint(reason)
	if h.expected == "" || !strings.Contains(text, h.expected) {
		h.t.Errorf("%s panicked at %T: %s", child.Id, message, text)
		supervisor.StopChildren(child)
		return
	}
	h.crashes = append(h.crashes, text)
	supervisor.RestartChildren(child)
}
