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

// DefaultLimits survive a transient fault, and end a crash loop within seconds.
var DefaultLimits = Limits{Window: 30 * time.Second, Restarts: 5, FirstDelay: 50 * time.Millisecond,
	MaxDelay: 2 * time.Second}

// strategy restarts crashed actors after a delay that doubles, on the system's clock. The strategies of the library
// read the wall clock and never give up.
type strategy struct{ system *System }

// HandleFailure implements actor.SupervisorStrategy. The library calls it on the parent's goroutine.
func (s *strategy) HandleFailure(_ *actor.ActorSystem, supervisor actor.Supervisor, child port.PID,
	_ *actor.RestartStatistics, reason, message any) {
	record := s.system.record(child)
	if record == nil {
		supervisor.StopChildren(child)
		return
	}
	cause := fmt.Sprint(reason)
	if crash, ok := reason.(Crash); ok {
		s.system.options.Logger.Error("actor crashed", slog.String("actor", child.Id), slog.String("cause", cause),
			slog.String("message", fmt.Sprintf("%T", message)), slog.String("stack", string(crash.Stack)))
	}
	delay, restart := record.crashed(s.system.options.Clock.Now(), s.system.options.Limits)
	if !restart {
		s.giveUp(supervisor, child, record, cause)
		return
	}
	record.note(messages.ActorRestarted{At: messages.At{Node: record.node}, Actor: child.Id, Kind: string(record.kind),
		Cause: cause, Restarts: len(record.crashes), Delay: delay})
	if delay == 0 {
		supervisor.RestartChildren(child)
		return
	}
	s.system.options.Clock.After(delay, s.system.restarter, &restartDue{supervisor: supervisor, child: child})
}

func (s *strategy) giveUp(supervisor actor.Supervisor, child port.PID, record *record, cause string) {
	record.note(messages.ActorGivenUp{At: messages.At{Node: record.node}, Actor: child.Id, Kind: string(record.kind),
		Cause: cause})
	if record.parent != nil {
		s.system.Post(record.parent, &port.ChildGivenUp{Child: child, Cause: cause})
	} else if s.system.options.RootGivenUp != nil {
		s.system.options.RootGivenUp(child, cause)
	}
	supervisor.StopChildren(child)
}

// crashed counts one crash. It returns the delay before the restart, and whether there is one.
func (r *record) crashed(now time.Time, limits Limits) (delay time.Duration, restart bool) {
	recent := r.crashes[:0]
	for _, at := range r.crashes {
		if now.Sub(at) < limits.Window {
			recent = append(recent, at)
		}
	}
	r.crashes = append(recent, now)
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

// restartDue tells the restarter that the delay of a restart has passed.
type restartDue struct {
	supervisor actor.Supervisor
	child      port.PID
}

// restarter is the actor that restarts children after their delay.
type restarter struct{}

// Receive restarts a child. It has no effect on a child that was stopped during the delay.
func (restarter) Receive(ctx port.Context) {
	if due, ok := ctx.Message().(*restartDue); ok {
		due.supervisor.RestartChildren(due.child)
	}
}
