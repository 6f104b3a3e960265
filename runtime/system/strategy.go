package system

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// Limits bound restarts.
type Limits struct {
	Window     time.Duration // crashes older than this are forgotten
	Restarts   int           // restarts within the window; one more crash and the actor is given up
	FirstDelay time.Duration // before the second restart within the window; the first comes at once
	MaxDelay   time.Duration
}

// DefaultLimits let a passing fault pass, and end a crash loop within seconds.
var DefaultLimits = Limits{Window: 30 * time.Second, Restarts: 5, FirstDelay: 50 * time.Millisecond, MaxDelay: 2 * time.Second}

// strategy restarts crashed actors, with a doubling delay, on the system's clock. The library's own strategies read the
// wall clock, and never give up.
type strategy struct{ system *System }

// HandleFailure is called on the supervisor's turn.
func (s *strategy) HandleFailure(_ *actor.ActorSystem, supervisor actor.Supervisor, child port.PID,
	_ *actor.RestartStatistics, reason, message any) {
	of := s.system.record(child)
	if of == nil {
		supervisor.StopChildren(child)
		return
	}
	cause := fmt.Sprint(reason)
	if crash, ok := reason.(Crash); ok {
		s.system.options.Logger.Error("actor crashed", slog.String("actor", child.Id), slog.String("cause", cause),
			slog.String("message", fmt.Sprintf("%T", message)), slog.String("stack", string(crash.Stack)))
	}
	delay, again := of.crashed(s.system.options.Clock.Now(), s.system.options.Limits)
	if !again {
		s.giveUp(supervisor, child, of, cause)
		return
	}
	of.note(messages.ActorRestarted{At: messages.At{Node: of.node}, Actor: child.Id, Kind: string(of.kind), Cause: cause,
		Restarts: len(of.crashes), Delay: delay})
	if delay == 0 {
		supervisor.RestartChildren(child)
		return
	}
	s.system.options.Clock.After(delay, s.system.restarter, &restartDue{supervisor: supervisor, child: child})
}

func (s *strategy) giveUp(supervisor actor.Supervisor, child port.PID, of *record, cause string) {
	of.note(messages.ActorGivenUp{At: messages.At{Node: of.node}, Actor: child.Id, Kind: string(of.kind), Cause: cause})
	if of.parent != nil {
		s.system.Post(of.parent, &port.ChildGivenUp{Child: child, Cause: cause})
	} else if s.system.options.Fallen != nil {
		s.system.options.Fallen(child, cause)
	}
	supervisor.StopChildren(child)
}

// crashed counts one crash, and says after which delay the actor may be restarted, or that it may not.
func (r *record) crashed(now time.Time, limits Limits) (delay time.Duration, again bool) {
	fresh := r.crashes[:0]
	for _, at := range r.crashes {
		if now.Sub(at) < limits.Window {
			fresh = append(fresh, at)
		}
	}
	r.crashes = append(fresh, now)
	if len(r.crashes) > limits.Restarts {
		return 0, false
	}
	if len(r.crashes) == 1 {
		r.delay = 0
		return 0, true
	}
	r.delay = min(max(2*r.delay, limits.FirstDelay), limits.MaxDelay)
	return r.delay, true
}

func (r *record) note(fact messages.Fact) {
	if r.journal != nil {
		r.journal.Note(fact)
	}
}

// restartDue is a restart whose delay has passed.
type restartDue struct {
	supervisor actor.Supervisor
	child      port.PID
}

// restarter carries restarts out once their delay has passed.
type restarter struct{}

// Receive restarts; a child that was stopped meanwhile is no longer there to hear of it.
func (restarter) Receive(ctx port.Context) {
	if due, ok := ctx.Message().(*restartDue); ok {
		due.supervisor.RestartChildren(due.child)
	}
}
