package download

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// needAgain is how soon the tracker is asked again while there are no owners, or too few; it doubles up to the node
	// interval, so that a download without owners is no burden.
	needAgain = 100 * time.Millisecond
	// needMore is how soon it is asked again while there are enough: owners come, and those that everybody heard of first have
	// more to do than others.
	needMore = 2 * time.Second
	// needLost is how soon it is asked again when it does not answer; the peer keeps a back-off of its own.
	needLost = time.Second
	// needPatience is how long an answer may take before the question counts as lost.
	needPatience = 10 * time.Second
)

// need decides when the tracker is asked for owners.
type need struct {
	asked   bool // an answer is awaited
	at      time.Time
	backOff time.Duration
}

// due tells whether it is time to ask: soon again while owners are lacking, and after so long while there are enough.
func (n *need) due(now time.Time, lacking bool, more time.Duration) bool {
	if n.asked {
		return now.Sub(n.at) >= needPatience
	}
	wait := n.backOff
	if !lacking {
		wait = max(wait, more)
	}
	return now.Sub(n.at) >= wait
}

func (n *need) ask(now time.Time) { n.asked, n.at = true, now }

func (n *need) answered(now time.Time, news bool, settings messages.Settings, random float64) {
	n.asked, n.at = false, now
	n.backOff = min(max(2*n.backOff, needAgain), settings.NodeInterval)
	if news {
		n.backOff = needAgain
	}
	n.backOff += time.Duration(random * float64(n.backOff)) // those that began together do not go on together
}

func (n *need) failed(now time.Time) { n.asked, n.at, n.backOff = false, now, needLost }

func (a *Actor) findOwners(ctx port.Context) {
	a.need.ask(a.ports.Clock.Now())
	ctx.Send(ctx.Parent(), &port.FindOwners{File: a.file.InfoHash, ReplyTo: ctx.Self()})
}

// found takes in what the tracker said.
func (a *Actor) found(ctx port.Context, told *messages.Owners) {
	now := a.ports.Clock.Now()
	news := false
	for _, owner := range told.Owners {
		if owner.Node == a.ports.ID {
			continue
		}
		fresh, forgotten := a.owners.learn(owner, now)
		news = news || fresh
		if forgotten != nil {
			a.unfollow(ctx, forgotten)
		}
	}
	a.need.answered(now, news, *a.ports.Settings, a.ports.Rand.Float64())
	if news {
		a.ports.Journal.Note(messages.OwnersFound{At: a.at(), InfoHash: a.file.InfoHash, Owners: told.Owners})
	}
	a.wakeOwners(ctx, now)
}
