package system

import (
	"log/slog"
	"sync"
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
)

// Options configure a System.
type Options struct {
	Clock      port.Clock       // for back-off; required
	Dispatcher actor.Dispatcher // nil means a pool of goroutines; see workers
	Logger     *slog.Logger     // for the library and for crashes; nil discards the log
	Limits     Limits           // the zero value means DefaultLimits

	// SingleThreaded says that Dispatcher runs all actors on one goroutine, and that all messages are sent from it, so
	// that mailboxes need no locks.
	SingleThreaded bool

	// Decorate, if set, may wrap each new actor: tests inject faults, and simulations observe messages.
	Decorate func(kind Kind, self actor.Actor) actor.Actor

	// RootGivenUp, if set, is called when a peer or a tracker crashed too often: it is the root of its node.
	RootGivenUp func(pid port.PID, cause string)
}

// System is an actor system.
type System struct {
	options   Options
	actors    *actor.ActorSystem
	strategy  *strategy
	restarter port.PID
	workers   *workers // nil if Options name a dispatcher

	mutex   sync.Mutex
	records map[string]*record // by PID id; one for each actor that has not stopped
}

// New starts an actor system.
func New(options Options) *System {
	if options.Limits == (Limits{}) {
		options.Limits = DefaultLimits
	}
	if options.Logger == nil {
		options.Logger = slog.New(slog.DiscardHandler)
	}
	s := &System{options: options, records: map[string]*record{}}
	if options.Dispatcher == nil {
		s.workers = newWorkers()
		s.options.Dispatcher = s.workers
	}
	s.actors = actor.NewActorSystem(
		actor.WithLoggerFactory(func(*actor.ActorSystem) *slog.Logger { return options.Logger }),
		actor.WithDeadLetterRequestLogging(false),
		actor.WithDeadLetterThrottleCount(1),
		actor.WithDeadLetterThrottleInterval(100*time.Millisecond), // a goroutine lives for this long
	)
	s.strategy = &strategy{system: s}
	s.restarter = s.spawnRoot(kindRestarter, "restarter", &record{kind: kindRestarter},
		func() actor.Actor { return restarter{} })
	return s
}

// Stop stops an actor and all its children, and returns when they have stopped. An actor must not call it, nor may a
// simulation, whose dispatcher runs only when it is told to: see Halt.
func (s *System) Stop(pid port.PID) {
	s.mutex.Lock()
	record := s.records[pid.Id]
	s.mutex.Unlock()
	if record == nil {
		return
	}
	s.actors.Root.Stop(pid)
	<-record.stopped
}

// Halt makes an actor stop, and does not wait for it.
func (s *System) Halt(pid port.PID) { s.actors.Root.Stop(pid) }

// Stopped returns a channel that is closed when the actor has stopped. It is closed already for an unknown actor.
func (s *System) Stopped(pid port.PID) <-chan struct{} {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if record := s.records[pid.Id]; record != nil {
		return record.stopped
	}
	closed := make(chan struct{})
	close(closed)
	return closed
}

// Living returns the number of actors that have not stopped, except the system's own.
func (s *System) Living() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	count := 0
	for _, record := range s.records {
		if record.kind != kindRestarter {
			count++
		}
	}
	return count
}

// Close ends the system, whose actors must have stopped.
func (s *System) Close() {
	s.Stop(s.restarter)
	s.actors.Shutdown()
	if s.workers != nil {
		s.workers.close()
	}
}

// DeadLetters calls observe for each message that reached no mailbox, until the returned function is called.
func (s *System) DeadLetters(observe func(to port.PID, message any)) (stop func()) {
	subscription := s.actors.EventStream.Subscribe(func(event any) {
		if letter, ok := event.(*actor.DeadLetterEvent); ok {
			observe(letter.PID, letter.Message)
		}
	})
	return func() { s.actors.EventStream.Unsubscribe(subscription) }
}
