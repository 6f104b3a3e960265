package peer

import (
	"slices"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// minRetry and maxRetry bound the back-off of requests to a tracker that does not answer.
	minRetry = 500 * time.Millisecond
	maxRetry = 10 * time.Second
	// leaveTimeout is how long the tracker may take to answer EXIT: Ctrl-C ends a peer within two seconds.
	leaveTimeout = time.Second
	// askTimeout is how long an answer may take before its request counts as lost. The edge answers well before.
	askTimeout = 30 * time.Second
)

// tracker is the peer's state towards the tracker. At most one request of each mode is on its way.
type tracker struct {
	joined           bool
	unreachable      bool                     // the last request was not answered
	reach            messages.Reach           // as the tracker last told
	retry            time.Duration            // the back-off now; 0 after an answer
	timer            port.Timer               // of the next try, or of leaving; nil when none is set
	timerNumber      int                      // of the timer that is set; an older timer is stale
	pending          map[messages.Mode]asking // requests on their way; its order never matters
	confirmedUploads uint64                   // the total that the tracker has confirmed
	needs            []need
}

// asking is a request on its way.
type asking struct {
	ask    messages.Ask
	sentAt time.Time
}

// need is one download that wants owners.
type need struct {
	file    messages.InfoHash
	replyTo port.PID
	silent  []messages.NodeID
}

// retryDue is the timer of the next try.
type retryDue struct {
	owner  *Actor // the incarnation that set the timer
	number int
}

// leaveDue is the timeout of EXIT.
type leaveDue struct{ owner *Actor }

func (t *tracker) stopTimer() {
	if t.timer != nil {
		t.timer.Stop()
	}
}

func (t *tracker) dropNeeds(dropped func(need) bool) { t.needs = slices.DeleteFunc(t.needs, dropped) }

// ask sends a request and reports whether it did: it does not if one of the same mode is on its way.
func (a *Actor) ask(ctx port.Context, ask messages.Ask) bool {
	now := a.ports.Clock.Now()
	if a.tracker.pending == nil {
		a.tracker.pending = map[messages.Mode]asking{}
	}
	if previous, waiting := a.tracker.pending[ask.Mode()]; waiting && now.Sub(previous.sentAt) < askTimeout {
		return false
	}
	a.tracker.pending[ask.Mode()] = asking{ask: ask, sentAt: now}
	a.ports.Tracker.Ask(ask, ctx.Self())
	return true
}

// answeredBy notes that the tracker answered the request of a mode, and returns that request.
func (a *Actor) answeredBy(mode messages.Mode) messages.Ask {
	asked := a.tracker.pending[mode].ask
	delete(a.tracker.pending, mode)
	if a.tracker.unreachable {
		a.tracker.unreachable = false
		a.ports.Journal.Note(messages.TrackerBack{At: a.at()})
	}
	a.tracker.retry = 0
	return asked
}

// unreachable handles a request that was not answered: the peer tries again, after a delay that doubles each time.
func (a *Actor) unreachable(ctx port.Context, message *messages.Unreachable) {
	mode := message.Ask.Mode()
	delete(a.tracker.pending, mode)
	if a.leaving {
		if mode == messages.ModeExit {
			a.exited(ctx)
		}
		return
	}
	if mode == messages.ModeNeed {
		a.failNeeds(ctx)
	}
	if a.tracker.timer != nil {
		return // the failure of another mode has set the timer
	}
	a.tracker.unreachable = true
	a.tracker.retry = min(max(2*a.tracker.retry, minRetry), min(maxRetry, a.ports.Settings.NodeInterval))
	a.ports.Journal.Note(messages.TrackerLost{At: a.at(), Mode: mode, Cause: message.Cause, RetryIn: a.tracker.retry})
	a.tracker.timerNumber++
	a.tracker.timer = a.ports.Clock.After(a.tracker.retry, ctx.Self(),
		&retryDue{owner: a, number: a.tracker.timerNumber})
}

func (a *Actor) retryDue(ctx port.Context, due *retryDue) {
	if due.owner == a && due.number == a.tracker.timerNumber {
		a.tracker.timer = nil
		a.catchUp(ctx)
	}
}

// refused handles a request that must not be repeated unchanged.
func (a *Actor) refused(ctx port.Context, refused *messages.Refused) {
	a.answeredBy(refused.Mode)
	if a.leaving {
		if refused.Mode == messages.ModeExit {
			a.exited(ctx)
		}
		return
	}
	if refused.Mode == messages.ModeNeed {
		a.failNeeds(ctx)
	}
	if refused.Reason == messages.RefusedNotKnown { // the lease has ended, or the tracker lost its database
		a.tracker.joined = false
		a.register(ctx)
		return
	}
	a.ports.Journal.Note(messages.TrackerRefused{At: a.at(), Mode: refused.Mode, Reason: refused.Reason,
		Detail: refused.Detail})
}

// catchUp sends everything that the tracker does not know yet.
func (a *Actor) catchUp(ctx port.Context) {
	if !a.tracker.joined || a.tracker.unreachable {
		a.register(ctx)
		return
	}
	a.own(ctx)
	a.update(ctx)
	a.askNeed(ctx)
}
