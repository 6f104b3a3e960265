package peer

import (
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// dialogue is the peer of node 1; the test stands in for its tracker, its disk and its children.
type dialogue struct {
	*porttest.Harness
	t       *testing.T
	peer    port.PID
	tracker port.Tracker   // nil means the stage's
	spawn   port.PeerSpawn // nil means the stage's
}

// newDialogue starts a peer that has the token of an earlier process, or "".
func newDialogue(t *testing.T, token messages.Token) *dialogue {
	d := &dialogue{Harness: porttest.New(t), t: t}
	return d.begin(token)
}

func (d *dialogue) begin(token messages.Token) *dialogue {
	memory := NewMemory(token)
	d.peer = d.Begin(func() actor.Actor {
		return New(d.ports(), port.PeerSpec{Token: token, Listen: porttest.Addr(1)}, memory)
	})
	return d
}

// ports returns the ports of the next incarnation, so a test may replace one before the peer starts.
func (d *dialogue) ports() Ports {
	ports := Ports{ID: d.Node.ID, Settings: &d.Node.Settings, Clock: d.Clock, Rand: d.Rand, Network: d.Network,
		Store: d.Store, Tracker: d.Tracker, Tokens: d.Tokens, Spawn: d.Spawn, Journal: d.Journal,
		BitTorrent: d.Node.BitTorrent}
	if d.tracker != nil {
		ports.Tracker = d.tracker
	}
	if d.spawn != nil {
		ports.Spawn = d.spawn
	}
	return ports
}

// joined returns a dialogue whose peer is registered.
func joined(t *testing.T) *dialogue {
	d := &dialogue{Harness: porttest.New(t), t: t}
	d.join()
	return d
}

// join starts the peer and registers it.
func (d *dialogue) join() {
	d.begin("")
	d.beat()
	d.register(true)
	d.Tracker.Took()
	d.Journal.Took()
}

func (d *dialogue) beat() { d.Send(d.peer, &port.HeartbeatDue{}) }

// register answers REGISTER for the tracker.
func (d *dialogue) register(fresh bool) {
	d.Send(d.peer, &messages.Registered{Node: 1, Token: d.Tokens.Saved, Fresh: fresh})
}

// answer sends an answer of the tracker to the peer, and returns the requests that follow.
func (d *dialogue) answer(message any) []messages.Ask {
	d.Send(d.peer, message)
	return d.Tracker.Took()
}

func (d *dialogue) owned() []messages.Ask { return d.answer(&messages.Owned{Node: 1}) }

// holdings returns the states in the only OWN, keyed by the first byte of each info-hash.
func (d *dialogue) holdings(asked []messages.Ask) map[int]messages.HoldingState {
	d.t.Helper()
	states := map[int]messages.HoldingState{}
	for _, holding := range porttest.Only[*messages.Own](d.t, asked).Holdings {
		states[int(holding.InfoHash[0])] = holding.State
	}
	return states
}

// share makes the node share a whole file.
func (d *dialogue) share(file *porttest.File) []messages.Ask {
	d.Send(d.peer, &messages.Send{FilePath: file.File().Name})
	d.Send(d.peer, &port.Shared{FilePath: file.File().Name, File: file, Torrent: file.File().Name + ".torrent"})
	return d.Tracker.Took()
}

// fetch makes the node download a file.
func (d *dialogue) fetch(file *porttest.File) []messages.Ask {
	d.Send(d.peer, &messages.Download{Torrent: file.File().Name + ".torrent"})
	d.Send(d.peer, &port.Opened{Torrent: file.File().Name + ".torrent", File: file,
		FilePath: "/files/" + file.File().Name,
		Complete: file.Have().Full()})
	return d.Tracker.Took()
}

func (d *dialogue) seeders() []*porttest.Child   { return d.Spawn.Of("Seeder") }
func (d *dialogue) downloads() []*porttest.Child { return d.Spawn.Of("Download") }

func (d *dialogue) ended() bool { return len(d.Parent.Terminated) == 1 }

// noted returns the facts of one type noted since the last call.
func noted[T messages.Fact](d *dialogue) []T { return porttest.All[T](d.Journal.Took()) }

// one returns the only fact of a type.
func one[T messages.Fact](d *dialogue) T {
	d.t.Helper()
	return porttest.Only[T](d.t, noted[T](d))
}

const halfSecond = 500 * time.Millisecond

func (d *dialogue) unreachable(ask messages.Ask) []messages.Ask {
	return d.answer(&messages.Unreachable{Ask: ask, Cause: "connection refused"})
}

func requireModes(t *testing.T, asked []messages.Ask, want ...messages.Mode) {
	t.Helper()
	modes := []messages.Mode{}
	for _, ask := range asked {
		modes = append(modes, ask.Mode())
	}
	require.Equal(t, append([]messages.Mode{}, want...), modes)
}
