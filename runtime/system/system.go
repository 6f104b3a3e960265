package system

import (
	"log/slog"
	"sync"
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
)

// Options say on what the actors run.
type Options struct {
	Clock      port.Clock       // for back-off; required
	Dispatcher actor.Dispatcher // nil: a goroutine for each busy mailbox; see workers
	Alone      bool             // Dispatcher runs all on one goroutine, and all messages come from it: mailboxes need no locks
	Logger     *slog.Logger     // the library's own log; nil: nothing is logged
	Limits     Limits           // zero: DefaultLimits

	// Decorate, when set, may wrap each new actor: tests inject faults here, and simulations listen.
	Decorate func(kind Kind, self actor.Actor) actor.Actor

	// Fallen, when set, is told of an actor without a parent that was given up: the node or the tracker is gone.
	Fallen func(pid port.PID, cause string)
}

// System is one actor system with all that its actors share.
type System struct {
	options   Options
	actors    *actor.ActorSystem
	strategy  *strategy
	restarter port.PID
	workers   *workers // nil: the dispatcher is not ours

	mutex   sync.Mutex
	records map[string]*record // by PID id; one for each living actor
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
		actor.WithDeadLetterThrottleInterval(100*time.Millisecond), // it holds a goroutine for as long
	)
	s.strategy = &strategy{system: s}
	s.restarter = s.spawnRoot(kindRestarter, "restarter", &record{kind: kindRestarter}, func() actor.Actor { return restarter{} })
	return s
}

// Stop stops an actor and all its children, and returns when they have stopped. It must not be called by an actor, nor
// on a dispatcher that runs nothing by itself: see Halt.
func (s *System) Stop(pid port.PID) {
	s.mutex.Lock()
	of := s.records[pid.Id]
	s.mutex.Unlock()
	if of == nil {
		return
	}
	s.actors.Root.Stop(pid)
	<-of.gone
}

// Halt tells an actor to stop, and does not wait.
func (s *System) Halt(pid port.PID) { s.actors.Root.Stop(pid) }

// Gone gives a channel that is closed when the actor has stopped; for an actor that is not there it is closed already.
func (s *System) Gone(pid port.PID) <-chan struct{} {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if of := s.records[pid.Id]; of != nil {
		return of.gone
	}
	closed := make(chan struct{})
	close(closed)
	return closed
}

// Living counts the actors that have not stopped, without the system's own.
func (s *System) Living() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	count := 0
	for _, of := range s.records {
		if of.kind != kindRestarter {
			count++
		}
	}
	return count
}

// Close ends the system. Its actors must have been stopped.
func (s *System) Close() {
	s.Stop(s.restarter)
	s.actors.Shutdown()
	if s.workers != nil {
		s.workers.close()
	}
}

// DeadLetters calls heard for each message that reached no mailbox, until the returned function is called.
func (s *System) DeadLetters(heard func(to port.PID, message any)) (stop func()) {
	subscription := s.actors.EventStream.Subscribe(func(event any) {
		if letter, ok := event.(*actor.DeadLetterEvent); ok {
			heard(letter.PID, letter.Message)
		}
	})
	return func() { s.actors.EventStream.Unsubscribe(subscription) }
}
