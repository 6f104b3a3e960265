package path

import (
	"slices"
	"time"

	"swarm/actors/congestion"
	"swarm/actors/port"
	"swarm/messages"
)

// heldInterval is how often downloaders are told that this node's own limit makes them wait. It is shorter than any
// downloader's patience with an owner.
const heldInterval = 200 * time.Millisecond

// meter keeps requests within this node's download limits. While there are any, a path asks only for what the downlink
// has allowed. What is lost on the way may be asked for again without a new allowance, since it never arrived. If it
// arrives late after all, it counts against later allowances.
type meter struct {
	downlink port.PID // nil: downloads are not limited
	quotas   []*quota // one for each file that is fetched; empty while downloads are not limited
}

// quota is what the path may ask for of one file.
type quota struct {
	file       messages.InfoHash
	allowed    int       // bytes that may be asked for now; negative after something arrived late
	claimed    int       // bytes that the downlink was asked for and has not allowed yet
	since      time.Time // when the oldest claim that waits was made, or when bytes were last allowed
	delayed    bool      // the last allowance had to wait for a limit
	reportedAt time.Time // when downloaders were last told so
}

// limited reports whether downloads are limited.
func (m *meter) limited() bool { return m.downlink != nil }

// quota returns the quota of a file, and makes it if there is none.
func (m *meter) quota(file messages.InfoHash) *quota {
	for _, q := range m.quotas {
		if q.file == file {
			return q
		}
	}
	q := &quota{file: file}
	m.quotas = append(m.quotas, q)
	return q
}

// available returns how many bytes of a file may be asked for, of those that the window has available.
func (m *meter) available(file messages.InfoHash, window int) int {
	if !m.limited() {
		return window
	}
	return min(window, m.quota(file).allowed)
}

// spend takes bytes from a quota that were asked for, or that arrived late. A negative number puts back what was lost.
func (m *meter) spend(file messages.InfoHash, bytes int) {
	if m.limited() {
		m.quota(file).allowed -= bytes
	}
}

// delays reports whether a limit, and not the window, decides how fast a file arrives.
func (m *meter) delays(file messages.InfoHash) bool { return m.limited() && m.quota(file).delayed }

// metered handles the begin or end of limits. Earlier claims are void, because the downlink may have crashed.
func (a *Actor) metered(ctx port.Context, metered *port.Metered) {
	a.meter = meter{downlink: metered.Downlink}
	a.advance(ctx, a.ports.Clock.Now())
}

// allowed adds to a quota what the downlink allows.
func (a *Actor) allowed(ctx port.Context, allowed *port.Allowed) {
	if !a.meter.limited() {
		return // it was sent before the limits ended
	}
	now := a.ports.Clock.Now()
	a.meter.quota(allowed.File).allow(allowed, now)
	a.advance(ctx, now)
}

// allow adds what the downlink allows.
func (q *quota) allow(allowed *port.Allowed, now time.Time) {
	q.allowed += allowed.Bytes
	q.claimed = max(q.claimed-allowed.Bytes, 0)
	q.delayed, q.since = allowed.Held, now
}

// claim returns how many bytes to ask the downlink for so that the needed ones are allowed, or 0. While more than half
// of them are claimed already nothing more is, so that claims are few.
func (q *quota) claim(needed int, now time.Time) int {
	lacking := needed - q.allowed - q.claimed
	if lacking <= 0 || 2*q.claimed > needed {
		return 0
	}
	if q.claimed == 0 {
		q.since = now
	}
	q.claimed += lacking
	return lacking
}

// claim asks the downlink to allow what the window has available, for two bursts at most.
func (a *Actor) claim(ctx port.Context, now time.Time) {
	if !a.meter.limited() {
		return
	}
	receiveWindow := a.ports.Network.ReceiveWindow()
	for _, f := range a.fetches {
		wanted := f.want.Count()
		if wanted == 0 {
			continue
		}
		blocks := min(a.available(f, receiveWindow)/f.blockSize, wanted, 2*congestion.BlocksPerBurst(f.blockSize))
		if bytes := a.meter.quota(f.file).claim(blocks*f.blockSize, now); bytes > 0 {
			ctx.Send(a.meter.downlink, &port.Claim{Path: ctx.Self(), File: f.file, Bytes: bytes, Block: f.blockSize})
		}
	}
	a.returnUnused(ctx)
	a.reportDelays(ctx, now)
}

// returnUnused gives back what is allowed of files that nobody fetches any more.
func (a *Actor) returnUnused(ctx port.Context) {
	a.meter.quotas = slices.DeleteFunc(a.meter.quotas, func(q *quota) bool {
		if slices.ContainsFunc(a.fetches, func(f *fetch) bool { return f.file == q.file }) {
			return false
		}
		ctx.Send(a.meter.downlink, &port.Unclaim{Path: ctx.Self(), File: q.file, Unused: q.allowed})
		return true
	})
}

// reportDue reports whether downloaders are to be told now that a limit makes them wait.
func (q *quota) reportDue(now time.Time) bool {
	waits := q.delayed || q.claimed > 0 && now.Sub(q.since) >= heldInterval
	return waits && now.Sub(q.reportedAt) >= heldInterval
}

// reportDelays tells the downloaders that wait because of a limit, so that they do not blame the owner.
func (a *Actor) reportDelays(ctx port.Context, now time.Time) {
	for _, q := range a.meter.quotas {
		if !q.reportDue(now) {
			continue
		}
		q.reportedAt = now
		for _, f := range a.fetches {
			if f.file == q.file {
				ctx.Send(f.downloader, &port.Held{})
			}
		}
	}
}

// reportAt returns when downloaders are to be told next that a limit makes them wait; due is false if no claim waits.
func (m *meter) reportAt() (at time.Time, due bool) {
	for _, q := range m.quotas {
		next := q.reportedAt
		if !q.delayed && q.since.After(next) {
			next = q.since
		}
		next = next.Add(heldInterval)
		if q.claimed > 0 && (!due || next.Before(at)) {
			at, due = next, true
		}
	}
	return at, due
}

// endMeter gives everything back that was allowed.
func (a *Actor) endMeter(ctx port.Context) {
	a.fetches = nil
	a.returnUnused(ctx)
}
