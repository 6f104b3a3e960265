package download

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// minNeedDelay is how soon the tracker is asked again while owners are lacking. The delay doubles up to the node
	// interval, so that a download without owners is no burden.
	minNeedDelay = 100 * time.Millisecond
	// moreOwnersInterval is how often it is asked while there are enough: new owners have less to do than those that
	// everybody knows.
	moreOwnersInterval = 2 * time.Second
	// noTrackerDelay is how soon it is asked again when it is not reachable; the peer keeps a back-off of its own.
	noTrackerDelay = time.Second
	// needTimeout is how long an answer may take before the question counts as lost.
	needTimeout = 10 * time.Second
)

// need decides when the tracker is asked for owners.
type need struct {
	awaited bool      // an answer is awaited
	changed time.Time // when the last question was asked, or, if none is awaited, answered
	wait    backOff   // the tracker is not asked again during it
}

// due reports whether it is time to ask: soon again while owners are lacking, otherwise after an interval.
func (n *need) due(now time.Time, lacking bool, interval time.Duration) bool {
	passed := now.Sub(n.changed)
	if n.awaited {
		return passed >= needTimeout
	}
	return !n.wait.waiting(now) && (lacking || passed >= interval)
}

func (n *need) ask(now time.Time) { n.awaited, n.changed = true, now }

// answered takes in an answer. New owners make the next question come soon. The delay is stretched by a random factor
// between 1 and 2, so that nodes that started together do not ask together.
func (n *need) answered(now time.Time, isNews bool, longest time.Duration, random float64) {
	delay := minNeedDelay
	if !isNews {
		delay = n.wait.next(minNeedDelay, longest)
	}
	n.retryAfter(now, delay+time.Duration(random*float64(delay)))
}

// failed takes in that the tracker is not reachable.
func (n *need) failed(now time.Time) { n.retryAfter(now, noTrackerDelay) }

func (n *need) retryAfter(now time.Time, delay time.Duration) {
	n.awaited, n.changed = false, now
	n.wait.start(now, delay)
}

// findOwners has the peer ask the tracker.
func (a *Actor) findOwners(ctx port.Context) {
	a.need.ask(a.ports.Clock.Now())
	ctx.Send(ctx.Parent(), &port.FindOwners{File: a.file.InfoHash, ReplyTo: ctx.Self(),
		Silent: a.owners.reportSilent()})
}

// ownersFound takes in the tracker's answer.
func (a *Actor) ownersFound(ctx port.Context, found *messages.Owners) {
	now := a.ports.Clock.Now()
	isNews := false
	for _, announced := range found.Owners {
		if announced.Node == a.ports.ID {
			continue
		}
		isNew, forgotten := a.owners.learn(announced, now)
		isNews = isNews || isNew
		if forgotten != nil {
			a.forgetInquiry(ctx, forgotten)
		}
	}
	if len(found.Stock) > 0 && a.spec.Contacts != nil {
		ctx.Send(a.spec.Contacts, &port.PeersFound{Peers: found.Stock})
	}
	a.owners.unproven, a.owners.distant = found.Unproven, found.Distant
	// An owner that has just registered is proven within a round trip.
	soon := isNews || found.Unproven > 0 && len(a.owners.all) == 0 && now.Sub(a.began) < stallTime
	a.need.answered(now, soon, a.ports.Settings.NodeInterval, a.ports.Rand.Float64())
	if isNews {
		a.ports.Journal.Note(messages.OwnersFound{At: a.at(), InfoHash: a.file.InfoHash, Owners: found.Owners})
	}
	a.fillNeighbours(ctx, now)
}
