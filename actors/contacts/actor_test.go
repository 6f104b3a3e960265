package contacts

import (
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// dialogue is the contacts of a file. The test plays the edge, a download and the remotes.
type dialogue struct {
	*porttest.Harness
	t        *testing.T
	spec     port.ContactsSpec
	contacts port.PID
	download *porttest.Probe
}

func newDialogue(t *testing.T) *dialogue {
	d := &dialogue{Harness: porttest.New(t), t: t}
	d.spec = port.ContactsSpec{File: porttest.NewFile(1, 4), Choker: d.Probe("choker").PID}
	d.download = d.Probe("download")
	memory := &Memory{}
	d.contacts = d.Begin(func() actor.Actor {
		return New(Ports{Clock: d.Clock, Edge: d.BitTorrent, Spawn: d.Spawn}, d.spec, memory)
	})
	return d
}

// seeking is a dialogue with a download that needs owners.
func seeking(t *testing.T) *dialogue {
	d := newDialogue(t)
	d.seek()
	return d
}

func (d *dialogue) seek() { d.Send(d.contacts, &port.SeekPeers{Download: d.download.PID}) }

// find plays a tracker that knows these peers.
func (d *dialogue) find(numbers ...int) {
	d.Send(d.contacts, &port.PeersFound{Peers: found(numbers...)})
}

// dialled returns the peers that were dialled since the last call.
func (d *dialogue) dialled() []int {
	peers := []int{}
	for _, dial := range d.BitTorrent.TookDials() {
		require.Equal(d.t, d.spec.File.File().InfoHash, dial.Swarm.File.InfoHash)
		require.Equal(d.t, messages.Hash20{1}, dial.Hash)
		require.True(d.t, dial.ReplyTo.Equal(d.contacts))
		peers = append(peers, int(dial.To.Addr().As4()[3]))
	}
	return peers
}

func (d *dialogue) fail(number int) {
	d.Send(d.contacts, &port.DialFailed{File: d.spec.File.File().InfoHash, To: porttest.Addr(number), Cause: "refused"})
}

// connect plays the edge: a peer has called, or was reached.
func (d *dialogue) connect(number int, incoming bool) *porttest.Connection {
	connection := porttest.NewConnection(porttest.Addr(number))
	connection.About.Incoming = incoming
	d.Send(d.contacts, &port.StockConnected{File: d.spec.File.File().InfoHash, Connection: connection})
	return connection
}

// introduced returns the peers that the download was told of since the last call.
func (d *dialogue) introduced() []int {
	peers := []int{}
	for _, told := range porttest.All[*port.OwnerConnected](d.download.Took()) {
		peers = append(peers, int(told.Owner.Addr().As4()[3]))
	}
	return peers
}

func TestPeersThatCallAreServed(t *testing.T) {
	d := newDialogue(t)
	d.find(2)
	require.Empty(t, d.dialled(), "nobody is called while nothing is needed")
	connection := d.connect(9, true)
	remotes := d.Spawn.Of("Remote")
	require.Len(t, remotes, 1)
	require.Equal(t, port.RemoteSpec{ContactsSpec: d.spec, Connection: connection}, remotes[0].Spec)
	require.Zero(t, d.Clock.Waiting())

	d.seek()
	require.Equal(t, []int{9}, d.introduced())
	require.Equal(t, []int{2}, d.dialled())
	d.connect(2, false)
	require.Equal(t, []int{2}, d.introduced())
	d.connect(8, true)
	require.Equal(t, []int{8}, d.introduced())
	d.seek()
	require.Equal(t, []int{9, 2, 8}, d.introduced(), "a download that has restarted is told of all")
}

func TestFailedDialIsRepeatedLater(t *testing.T) {
	d := seeking(t)
	d.find(2, 3)
	require.Equal(t, []int{2, 3}, d.dialled())
	d.fail(2)
	d.find(2)
	require.Empty(t, d.dialled())
	d.Clock.Advance(minDialDelay)
	require.Equal(t, []int{2}, d.dialled())
}

func TestDialsFollowEachOther(t *testing.T) {
	d := seeking(t)
	d.find(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	require.Len(t, d.dialled(), maxDials)
	d.fail(1)
	require.Equal(t, []int{9}, d.dialled())
	d.connect(2, false)
	require.Empty(t, d.dialled(), "until the next look")
	d.Clock.Advance(stepInterval)
	require.Equal(t, []int{10}, d.dialled())
}

func TestConnectionsAreBounded(t *testing.T) {
	d := seeking(t)
	d.find(200)
	d.dialled()
	for number := range maxConnections {
		require.Zero(t, d.connect(1+number, true).Closed)
	}
	require.Equal(t, 1, d.connect(100, true).Closed)
	require.Equal(t, 1, d.connect(200, false).Closed)
	require.Len(t, d.Spawn.Of("Remote"), maxConnections)

	for _, remote := range d.Spawn.Of("Remote")[:maxConnections-dialConnections+1] {
		d.Stop(remote.PID)
	}
	require.Zero(t, d.connect(101, true).Closed, "there is a place again")
	d.Stop(d.Spawn.Of("Remote")[maxConnections].PID)
	d.dialled()
	d.Clock.Advance(minDialDelay)
	require.Equal(t, []int{200}, d.dialled(), "it is called again, as its connection was closed")
}

func TestPeerIsConnectedOnce(t *testing.T) {
	d := seeking(t)
	d.find(2)
	d.dialled()
	first := d.connect(2, true)
	second := d.connect(2, false)
	require.Equal(t, []int{0, 1}, []int{first.Closed, second.Closed}, "it called while it was called")
	require.Len(t, d.Spawn.Of("Remote"), 1)

	d.Clock.Advance(time.Minute)
	d.find(2)
	require.Empty(t, d.dialled(), "it is connected")
	d.Stop(d.Spawn.Of("Remote")[0].PID)
	d.Clock.Advance(minDialDelay)
	require.Equal(t, []int{2}, d.dialled(), "it can be called where it was called")

	first = d.connect(2, true)
	impostor := porttest.NewConnection(porttest.Addr(3))
	impostor.About.ID = first.About.ID
	d.Send(d.contacts, &port.StockConnected{Connection: impostor})
	require.Zero(t, impostor.Closed, "another host with the same id")
}

func TestPeerThatCalledIsNotCalled(t *testing.T) {
	d := seeking(t)
	d.connect(200, true)
	remote := d.Spawn.Of("Remote")[0]
	d.Send(d.contacts, &port.PeerListens{Remote: d.download.PID, Listen: porttest.Addr(3)})
	d.Send(d.contacts, &port.PeerListens{Remote: remote.PID, Listen: porttest.Addr(2)})
	d.Send(d.contacts, &port.PeerListens{Remote: remote.PID, Listen: porttest.Addr(4)})
	d.find(2)
	d.Clock.Advance(time.Minute)
	require.Empty(t, d.dialled())
	d.Stop(remote.PID)
	d.Clock.Advance(minDialDelay)
	dials := d.BitTorrent.TookDials()
	require.Len(t, dials, 1, "it is called when it has gone")
	require.Equal(t, porttest.Addr(2), dials[0].To)
}

func TestBannedHostIsNotMetAgain(t *testing.T) {
	d := seeking(t)
	d.find(2)
	d.connect(2, false)
	d.dialled()
	d.Send(d.contacts, &port.PeerBanned{Addr: porttest.Addr(2)})
	d.Stop(d.Spawn.Of("Remote")[0].PID)
	d.find(2)
	d.Clock.Advance(time.Hour)
	require.Empty(t, d.dialled())
	require.Equal(t, 1, d.connect(2, true).Closed)
}

func TestNobodyIsCalledAfterTheDownload(t *testing.T) {
	d := seeking(t)
	d.find(2)
	d.connect(2, false)
	d.dialled()
	d.Stop(d.download.PID)
	d.Stop(d.Spawn.Of("Remote")[0].PID)
	d.find(3)
	d.Clock.Advance(time.Hour)
	require.Empty(t, d.dialled())
	require.Zero(t, d.Clock.Waiting())
	require.Zero(t, d.connect(4, true).Closed, "but others may call")
}

func TestNewPiecesAreAnnouncedTogether(t *testing.T) {
	d := newDialogue(t)
	d.Send(d.contacts, &port.Gained{})
	require.Zero(t, d.Clock.Waiting(), "there is nobody to tell")
	d.connect(2, true)
	d.connect(3, true)
	for range 3 {
		d.Send(d.contacts, &port.Gained{})
	}
	d.Clock.Advance(gainedInterval)
	for _, remote := range d.Spawn.Of("Remote") {
		require.Equal(t, []any{&port.Gained{}}, remote.Took())
	}
	require.Zero(t, d.Clock.Waiting())
}

func TestRestart(t *testing.T) {
	d := seeking(t)
	d.find(2, 3)
	d.connect(2, false)
	d.Send(d.contacts, &port.Gained{})
	d.dialled()
	d.introduced()
	d.Crash(d.contacts)
	require.Zero(t, d.Spawn.Alive("Remote"), "they are children")
	require.Equal(t, []int{2, 3}, d.dialled(), "what was known is known still")
	require.Equal(t, 1, d.Clock.Waiting(), "the timers of the incarnation before are stopped")
	d.Send(d.contacts, &stepDue{})
	d.Send(d.contacts, &gainedDue{})
	require.Equal(t, 1, d.Clock.Waiting())
	d.connect(2, false)
	require.Equal(t, []int{2}, d.introduced())
	d.Stop(d.download.PID)
	d.Clock.Advance(stepInterval)
	require.Zero(t, d.Clock.Waiting(), "the end of the download is noticed")
}
