package peer

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// firstRetry and mostRetry bound the back-off of requests to a tracker that does not answer.
	firstRetry = 500 * time.Millisecond
	mostRetry  = 10 * time.Second
	// leaveLimit is how long the tracker is given to hear EXIT: Ctrl-C ends a peer within two seconds.
	leaveLimit = time.Second
	// askPatience is how long an answer may take before its question counts as lost: the edge gives one well before.
	askPatience = 30 * time.Second
)

// tracker is how the peer stands with the tracker. There is at most one request of each mode on its way.
type tracker struct {
	joined  bool
	lost    bool // the last request was not answered
	retry   time.Duration
	timer   port.Timer
	turn    int                      // of the timer that is set
	pending map[messages.Mode]asking // never iterated
	updated uint64                   // the total that the tracker has confirmed
	needs   []need
}

// asking is a request on its way.
type asking struct {
	ask   messages.Ask
	since time.Time
}

// need is one download that wants owners.
type need struct {
	file    messages.InfoHash
	replyTo port.PID
}

// retryDue is the timer of the next try.
type retryDue struct {
	of   *Actor
	turn int
}

// leaveDue is the end of waiting for the answer to EXIT.
type leaveDue struct{ of *Actor }

func (t *tracker) stop() {
	if t.timer != nil {
		t.timer.Stop()
	}
}

// ask sends a request, unless one of its mode is on its way.
func (a *Actor) ask(ctx port.Context, ask messages.Ask) bool {
	now := a.ports.Clock.Now()
	if a.tracker.pending == nil {
		a.tracker.pending = map[messages.Mode]asking{}
	}
	if old, waiting := a.tracker.pending[ask.Mode()]; waiting && now.Sub(old.since) < askPatience {
		return false
	}
	a.tracker.pending[ask.Mode()] = asking{ask: ask, since: now}
	a.ports.Tracker.Ask(ask, ctx.Self())
	return true
}

// tracked deals with what the tracker says, and with the time for the next request.
func (a *Actor) tracked(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *port.HeartbeatDue:
		a.register(ctx)
	case *port.FindOwners:
		a.findOwners(ctx, message)
	case *retryDue:
		if message.of == a && message.turn == a.tracker.turn {
			a.tracker.timer = nil
			a.catchUp(ctx)
		}
	case *updateDue:
		a.updateDue(ctx, message)
	case *leaveDue:
		if message.of == a {
			a.left(ctx)
		}
	case *messages.Registered:
		a.registered(ctx, message)
	case *messages.Owned:
		a.owned(ctx)
	case *messages.Owners:
		a.owners(ctx, message)
	case *messages.Updated:
		a.updatedBy(ctx, message)
	case *messages.Exited:
		a.left(ctx)
	case *messages.Refused:
		a.refused(ctx, message)
	case *messages.Unreachable:
		a.unreachable(ctx, message)
	}
}

// reached notes that the tracker answered a request of this mode, and gives that request.
func (a *Actor) reached(mode messages.Mode) messages.Ask {
	asked := a.tracker.pending[mode].ask
	delete(a.tracker.pending, mode)
	if a.tracker.lost {
		a.tracker.lost = false
		a.ports.Journal.Note(messages.TrackerBack{At: a.at()})
	}
	a.tracker.retry = 0
	return asked
}

// unreachable makes the next try wait, each time longer.
func (a *Actor) unreachable(ctx port.Context, message *messages.Unreachable) {
	mode := message.Ask.Mode()
	delete(a.tracker.pending, mode)
	if a.leaving {
		if mode == messages.ModeExit {
			a.left(ctx)
		}
		return
	}
	if mode == messages.ModeNeed {
		a.noTracker(ctx)
	}
	if a.tracker.timer != nil {
		return // another mode's failure has set the next try
	}
	a.tracker.lost = true
	a.tracker.retry = min(max(2*a.tracker.retry, firstRetry), min(mostRetry, a.ports.Settings.NodeInterval))
	a.ports.Journal.Note(messages.TrackerLost{At: a.at(), Mode: mode, Cause: message.Cause, RetryIn: a.tracker.retry})
	a.tracker.turn++
	a.tracker.timer = a.ports.Clock.After(a.tracker.retry, ctx.Self(), &retryDue{of: a, turn: a.tracker.turn})
}

// refused takes in a request that must not be repeated as it is.
func (a *Actor) refused(ctx port.Context, refused *messages.Refused) {
	a.reached(refused.Mode)
	if a.leaving {
		if refused.Mode == messages.ModeExit {
			a.left(ctx)
		}
		return
	}
	if refused.Mode == messages.ModeNeed {
		a.noTracker(ctx)
	}
	if refused.Reason == messages.RefusedNotKnown { // the lease ended, or the tracker started anew
		a.tracker.joined = false
		a.register(ctx)
		return
	}
	a.ports.Journal.Note(messages.TrackerRefused{At: a.at(), Mode: refused.Mode, Reason: refused.Reason, Detail: refused.Detail})
}

// catchUp sends whatever the tracker has not heard yet.
func (a *Actor) catchUp(ctx port.Context) {
	if !a.tracker.joined || a.tracker.lost {
		a.register(ctx)
		return
	}
	a.own(ctx)
	a.update(ctx)
	a.askNeed(ctx)
}
