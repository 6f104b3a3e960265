package announcer

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// defaultInterval is the time between two announces if the tracker does not say: BEP 3's usual half an hour.
	defaultInterval = 30 * time.Minute
	// minInterval and maxInterval bound what a tracker may say.
	minInterval = time.Minute
	maxInterval = 2 * time.Hour
	// minRetryDelay and maxRetryDelay bound the back-off after all trackers have failed.
	minRetryDelay = 15 * time.Second
	maxRetryDelay = 30 * time.Minute
	// answerTimeout is how long an answer may take before it counts as lost. The edge gives up sooner.
	answerTimeout = 2 * time.Minute
	// stepInterval is how often the file is looked at: whether it is complete.
	stepInterval = 5 * time.Second
	// want is how many peers a tracker is asked for while the file is not complete.
	want = 80
)

// Ports are what an announcer needs of the world.
type Ports struct {
	ID      messages.NodeID
	Clock   port.Clock
	Rand    port.Rand
	Edge    port.Announcer
	Journal port.Journal
}

// Actor is the announcer of one file.
type Actor struct {
	ports     Ports
	spec      port.AnnouncerSpec
	tiers     tiers
	trackers  map[string]string // tracker ids by URL; at most one for each tracker of the torrent
	key       uint32
	answered  string                 // URL of the tracker that has answered last; "": none has
	wasWhole  bool                   // the file was complete when it was looked at last
	awaited   bool                   // an answer is awaited
	said      messages.AnnounceEvent // in the announce that was sent last
	nextAt    time.Time
	retry     time.Duration
	completed bool // the file has become complete, and no tracker has answered an announce that says so
	timer     port.Timer
}

// announceDue is the timer of stepInterval.
type announceDue struct{ incarnation *Actor }

// New returns the announcer of a file.
func New(ports Ports, spec port.AnnouncerSpec) actor.Actor {
	return &Actor{ports: ports, spec: spec, tiers: newTiers(spec.Tiers, ports.Rand.IntN), trackers: map[string]string{},
		key: uint32(ports.Rand.Uint64()) | 1}
}

// Receive handles one message.
func (a *Actor) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		a.wasWhole = a.spec.File.Have().Full()
		a.announce(ctx, messages.EventStarted)
		a.startTimer(ctx)
	case *actor.Stopping:
		a.stop(ctx)
	case *actor.Restarting:
		a.timer.Stop()
	case *port.StockAnnounced:
		a.announced(ctx, message)
	case *port.StockAnnounceFailed:
		a.failed(ctx, message)
	case *announceDue:
		a.step(ctx, message)
	}
}

func (a *Actor) startTimer(ctx port.Context) {
	a.timer = a.ports.Clock.After(stepInterval, ctx.Self(), &announceDue{incarnation: a})
}

// stop tells the tracker that has answered last. Nobody waits for the answer.
func (a *Actor) stop(ctx port.Context) {
	a.timer.Stop()
	if a.answered != "" {
		a.announceTo(ctx, a.answered, messages.EventStopped)
	}
}

// step announces when the interval has passed, and when the file has become complete.
func (a *Actor) step(ctx port.Context, due *announceDue) {
	if due.incarnation != a {
		return
	}
	now := a.ports.Clock.Now()
	if whole := a.spec.File.Have().Full(); whole && !a.wasWhole {
		a.wasWhole, a.completed = true, true
		if a.answered != "" && !a.awaited {
			a.nextAt = now
		}
	}
	if !now.Before(a.nextAt) {
		a.announce(ctx, a.event())
	}
	a.startTimer(ctx)
}

// event returns what the next announce says.
func (a *Actor) event() messages.AnnounceEvent {
	switch {
	case a.answered == "":
		return messages.EventStarted
	case a.completed:
		return messages.EventCompleted
	}
	return messages.EventNone
}

// announce asks the current tracker.
func (a *Actor) announce(ctx port.Context, event messages.AnnounceEvent) {
	if url := a.tiers.current(); url != "" {
		a.awaited, a.said, a.nextAt = true, event, a.ports.Clock.Now().Add(answerTimeout)
		a.announceTo(ctx, url, event)
	}
}

// announceTo asks a tracker, once for each hash of the torrent: the two swarms of a hybrid are apart (BEP 52).
func (a *Actor) announceTo(ctx port.Context, url string, event messages.AnnounceEvent) {
	swarm := a.spec.File.Swarm()
	for _, hash := range swarm.Hashes {
		announce := messages.Announce{Hash: hash, Peer: a.spec.Peer, Addr: a.spec.Listen, Left: a.left(), Event: event,
			Key: a.key, Want: want}
		if announce.Left == 0 || event == messages.EventStopped {
			announce.Want = 0
		}
		a.ports.Edge.Announce(url, announce, a.trackers[url], ctx.Self())
	}
}

// left returns how many bytes are not here, rounded up to whole pieces.
func (a *Actor) left() uint64 {
	file, have := a.spec.File.File(), a.spec.File.Have()
	missing := int64(have.Len()-have.Count()) * file.PieceLength
	return uint64(min(missing, file.Length))
}

func (a *Actor) announced(ctx port.Context, answer *port.StockAnnounced) {
	found := make([]messages.StockOwner, 0, len(answer.Peers))
	for _, peer := range answer.Peers {
		found = append(found, messages.StockOwner{Addr: peer, Hash: answer.Hash})
	}
	if len(found) > 0 {
		ctx.Send(a.spec.Contacts, &port.PeersFound{Peers: found})
	}
	if answer.TrackerID != "" {
		a.trackers[answer.URL] = answer.TrackerID
	}
	if !a.awaited || answer.URL != a.tiers.current() {
		return // for the other hash of a hybrid, or from a tracker that was given up
	}
	a.tiers.answered()
	if a.said == messages.EventCompleted {
		a.completed = false
	}
	a.answered, a.awaited, a.retry = answer.URL, false, 0
	if a.completed {
		a.nextAt = a.ports.Clock.Now()
		return
	}
	interval := answer.Interval
	if interval <= 0 {
		interval = defaultInterval
	}
	a.nextAt = a.ports.Clock.Now().Add(min(max(interval, minInterval, answer.MinInterval), maxInterval))
}

// failed asks the next tracker at once, and after a while when all have failed.
func (a *Actor) failed(ctx port.Context, failure *port.StockAnnounceFailed) {
	if failure.URL != a.tiers.current() || !a.awaited {
		return
	}
	a.awaited = false
	if !a.tiers.failed() {
		a.announce(ctx, a.event())
		return
	}
	a.retry = min(max(2*a.retry, minRetryDelay), maxRetryDelay)
	wait := max(a.retry, min(failure.RetryIn, maxInterval))
	a.nextAt = a.ports.Clock.Now().Add(wait)
	file := a.spec.File.File()
	a.ports.Journal.Note(messages.NotAnnounced{At: messages.At{Node: a.ports.ID}, InfoHash: file.InfoHash,
		Name: file.Name, Tracker: failure.URL, Reason: failure.Reason, RetryIn: wait})
}
