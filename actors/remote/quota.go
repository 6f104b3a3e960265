package remote

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// maxClaim bounds what is claimed at a time, so that other owners have their turns.
	maxClaim = 8 * messages.RequestSize
	// heldInterval is how often downloaders are told that this node's own limit makes them wait. It is shorter than
	// their patience with an owner.
	heldInterval = time.Second
)

// quota keeps requests within this node's download limits: while there are any, a remote requests only what the
// downlink has allowed.
type quota struct {
	downlink port.PID   // nil: downloads are not limited
	allowed  int        // bytes that may be requested now; negative if more arrived than was allowed
	claimed  int        // bytes that the downlink was asked for and has not allowed yet
	timer    port.Timer // runs while a claim waits
}

func (q *quota) stopTimer() {
	if q.timer != nil {
		q.timer.Stop()
		q.timer = nil
	}
}

// heldDue is the timer of heldInterval.
type heldDue struct{ incarnation *Actor }

// spend takes a request's bytes from the quota. It returns false if they are not allowed yet.
func (q *quota) spend(bytes int) bool {
	if q.downlink == nil {
		return true
	}
	if q.allowed < bytes {
		return false
	}
	q.allowed -= bytes
	return true
}

// take takes bytes from the quota that arrived although they were not wanted. Negative ones are given back: they were
// requested, and are not wanted any more.
func (q *quota) take(bytes int) {
	if q.downlink != nil {
		q.allowed -= bytes
	}
}

// metered handles the begin or end of limits. Earlier claims are void, because the downlink may have crashed.
func (a *Actor) metered(ctx port.Context, metered *port.Metered) {
	a.quota.stopTimer()
	a.quota = quota{downlink: metered.Downlink}
	a.ask(ctx)
}

func (a *Actor) allowed(ctx port.Context, allowed *port.Allowed) {
	q := &a.quota
	if q.downlink == nil {
		return // it was sent before the limits ended
	}
	q.allowed += allowed.Bytes
	if q.claimed = max(q.claimed-allowed.Bytes, 0); q.claimed == 0 {
		q.stopTimer()
	}
	a.ask(ctx)
}

// claim asks the downlink to allow the next requests.
func (a *Actor) claim(ctx port.Context) {
	q := &a.quota
	if q.downlink == nil || q.claimed > 0 {
		return
	}
	blocks := 0
	for _, f := range a.owner.fetches {
		blocks += f.unasked.Count()
	}
	blocks = min(blocks, a.owner.maxRequests-a.owner.requests())
	bytes := min(blocks*messages.RequestSize, maxClaim) - q.allowed
	if bytes <= 0 {
		return
	}
	q.claimed = bytes
	ctx.Send(q.downlink, &port.Claim{Path: ctx.Self(), File: a.file.InfoHash, Bytes: bytes,
		Block: messages.RequestSize})
	if q.timer == nil {
		a.startHeldTimer(ctx)
	}
}

func (a *Actor) startHeldTimer(ctx port.Context) {
	a.quota.timer = a.ports.Clock.After(heldInterval, ctx.Self(), &heldDue{incarnation: a})
}

// heldDue tells the downloaders that this node's own limit makes them wait, so that they do not blame the peer.
func (a *Actor) heldDue(ctx port.Context, due *heldDue) {
	if due.incarnation != a || a.quota.timer == nil {
		return
	}
	for _, f := range a.owner.fetches {
		ctx.Send(f.ReplyTo, &port.Held{})
	}
	a.startHeldTimer(ctx)
}

// returnUnused gives back what is allowed if nothing is fetched.
func (a *Actor) returnUnused(ctx port.Context) {
	q := &a.quota
	if q.downlink == nil || q.allowed == 0 && q.claimed == 0 {
		return
	}
	ctx.Send(q.downlink, &port.Unclaim{Path: ctx.Self(), File: a.file.InfoHash, Unused: q.allowed})
	q.allowed, q.claimed = 0, 0
	q.stopTimer()
}
