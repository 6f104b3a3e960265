package path

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// heldEvery is how often users are told that it is this node's own limit which makes them wait: more often than anybody
// loses patience with an owner.
const heldEvery = 200 * time.Millisecond

// meter keeps what a path asks for within this node's limits: while there are any, it asks only for what the downlink has
// allowed. What is lost on the way may be asked for again without asking the downlink, since it never came; what comes
// late, after that, is owed.
type meter struct {
	downlink port.PID // nil: nothing is limited
	quotas   []*quota // one for each file that is being fetched; empty while nothing is limited
}

// quota is what the path may ask for of one file.
type quota struct {
	file    messages.InfoHash
	allowed int       // bytes that may be asked for now; negative after something came late
	claimed int       // bytes that the downlink was asked for and has not allowed yet
	since   time.Time // when something was last claimed that nothing was claimed before, or allowed
	held    bool      // the last allowance had to wait
	told    time.Time // when the users were last told
}

func (m *meter) limited() bool { return m.downlink != nil }

// of gives the quota of a file, and makes it if there is none.
func (m *meter) of(file messages.InfoHash) *quota {
	for _, q := range m.quotas {
		if q.file == file {
			return q
		}
	}
	q := &quota{file: file}
	m.quotas = append(m.quotas, q)
	return q
}

// room is how much of the room in the window (bytes) may be asked for.
func (m *meter) room(file messages.InfoHash, room int) int {
	if !m.limited() {
		return room
	}
	return min(room, m.of(file).allowed)
}

// spend takes off what was asked for, or came late; a negative number puts back what was lost.
func (m *meter) spend(file messages.InfoHash, bytes int) {
	if m.limited() {
		m.of(file).allowed -= bytes
	}
}

// held tells whether it is a limit that decides how fast a file comes.
func (m *meter) held(file messages.InfoHash) bool { return m.limited() && m.of(file).held }

// metered takes in that limits begin, or end. Claims made before are void: the downlink may have crashed.
func (a *Actor) metered(ctx port.Context, told *port.Metered) {
	a.meter = meter{downlink: told.Downlink}
	a.look(ctx, a.ports.Clock.Now())
}

func (a *Actor) allowed(ctx port.Context, allowed *port.Allowed) {
	if !a.meter.limited() {
		return // said before the limits ended
	}
	now := a.ports.Clock.Now()
	q := a.meter.of(allowed.File)
	q.allowed += allowed.Bytes
	q.claimed = max(q.claimed-allowed.Bytes, 0)
	q.held, q.since = allowed.Held, now
	a.look(ctx, now)
}

// claim asks the downlink for what the window has room for and was not allowed yet.
func (a *Actor) claim(ctx port.Context, now time.Time) {
	if !a.meter.limited() {
		return
	}
	receiveWindow := a.ports.Network.ReceiveWindow()
	for _, f := range a.fetches {
		if f.want.Count() == 0 {
			continue
		}
		block := f.spec.BlockSize
		most := min(a.room(f, receiveWindow)/block, f.want.Count(), 2*burstOf(block)) * block
		q := a.meter.of(f.file)
		if lacking := most - q.allowed - q.claimed; lacking > 0 && 2*q.claimed <= most {
			if q.claimed == 0 {
				q.since = now
			}
			q.claimed += lacking
			ctx.Send(a.meter.downlink, &port.Claim{Path: ctx.Self(), File: f.file, Bytes: lacking, Block: block})
		}
	}
	a.settle(ctx)
	a.tellHeld(ctx, now)
}

// settle gives back what is allowed of files that nobody fetches any more.
func (a *Actor) settle(ctx port.Context) {
	kept := a.meter.quotas[:0]
	for _, q := range a.meter.quotas {
		if a.fetching(q.file) {
			kept = append(kept, q)
			continue
		}
		ctx.Send(a.meter.downlink, &port.Unclaim{Path: ctx.Self(), File: q.file, Unused: q.allowed})
	}
	clear(a.meter.quotas[len(kept):])
	a.meter.quotas = kept
}

func (a *Actor) fetching(file messages.InfoHash) bool {
	for _, f := range a.fetches {
		if f.file == file {
			return true
		}
	}
	return false
}

// waits tells whether a limit makes the fetches of a file wait.
func (q *quota) waits(now time.Time) bool {
	return q.held || q.claimed > 0 && now.Sub(q.since) >= heldEvery
}

// tellHeld tells those who wait because of a limit that the owner is not to blame.
func (a *Actor) tellHeld(ctx port.Context, now time.Time) {
	for _, q := range a.meter.quotas {
		if !q.waits(now) || now.Sub(q.told) < heldEvery {
			continue
		}
		q.told = now
		for _, f := range a.fetches {
			if f.file == q.file {
				ctx.Send(f.replyTo, &port.Held{})
			}
		}
	}
}

// heldDue is when users must be told next, if they must.
func (m *meter) heldDue() (at time.Time, due bool) {
	for _, q := range m.quotas {
		next := q.told
		if !q.held && q.since.After(next) {
			next = q.since
		}
		next = next.Add(heldEvery)
		if q.claimed > 0 && (!due || next.Before(at)) {
			at, due = next, true
		}
	}
	return at, due
}

// endMeter gives everything back.
func (a *Actor) endMeter(ctx port.Context) {
	a.fetches = nil
	a.settle(ctx)
}
