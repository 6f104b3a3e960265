package contacts

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// stepInterval is how often addresses are looked at that may be dialled again.
	stepInterval = time.Second
	// gainedInterval is how long new pieces are gathered until they are announced together.
	gainedInterval = 50 * time.Millisecond
)

// Ports are what contacts need of the world.
type Ports struct {
	Clock port.Clock
	Edge  port.Dialer
	Spawn port.ContactsSpawn
}

// Memory is the state of contacts that survives a crash. Only the contacts use it.
type Memory struct {
	candidates candidates
	download   port.PID // that needs owners; nil if none does
	begun      int      // remotes spawned so far: makes their names unique
}

// Actor is the contacts of one file.
type Actor struct {
	ports      Ports
	spec       port.ContactsSpec
	memory     *Memory
	candidates *candidates // of the memory
	remotes    []*remote
	timer      port.Timer // while a download needs owners
	gainTimer  port.Timer // while an announcement waits
}

// remote is the remote of one connection.
type remote struct {
	pid        port.PID
	connection port.Connection
	listen     netip.AddrPort // where its peer can be called; invalid if that is not known
}

// stepDue is the timer of stepInterval.
type stepDue struct{ incarnation *Actor }

// gainedDue is the timer of gainedInterval.
type gainedDue struct{ incarnation *Actor }

// New returns the contacts of a file. All incarnations share the same memory.
func New(ports Ports, spec port.ContactsSpec, memory *Memory) actor.Actor {
	return &Actor{ports: ports, spec: spec, memory: memory, candidates: &memory.candidates}
}

// Receive handles one message.
func (a *Actor) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		a.start(ctx)
	case *actor.Stopping, *actor.Restarting:
		a.stopTimers()
	case *port.StockConnected:
		a.connected(ctx, message.Connection)
	case *port.DialFailed:
		a.candidates.dialed(message.To, false, a.ports.Clock.Now())
		a.dial(ctx)
	case *port.SeekPeers:
		a.seek(ctx, message.Download)
	case *port.PeersFound:
		a.candidates.learn(message.Peers)
		a.dial(ctx)
	case *port.Gained:
		a.gained(ctx)
	case *port.PeerListens:
		a.listens(message)
	case *port.PeerBanned:
		a.candidates.ban(message.Addr.Addr())
	case *actor.Terminated:
		a.terminated(ctx, message.Who)
	case *stepDue:
		a.step(ctx, message)
	case *gainedDue:
		a.gainedDue(ctx, message)
	}
}

// start goes on for the download of the incarnation before, whose remotes have stopped with it.
func (a *Actor) start(ctx port.Context) {
	a.candidates.restart()
	if a.memory.download != nil {
		a.seek(ctx, a.memory.download)
	}
}

func (a *Actor) stopTimers() {
	for _, timer := range []port.Timer{a.timer, a.gainTimer} {
		if timer != nil {
			timer.Stop()
		}
	}
}

// seek begins to open connections for a download, and names those that are open.
func (a *Actor) seek(ctx port.Context, download port.PID) {
	a.memory.download = download
	ctx.Watch(download)
	for _, r := range a.remotes {
		a.introduce(ctx, r)
	}
	if a.timer == nil {
		a.startTimer(ctx)
	}
	a.dial(ctx)
}

// introduce tells the download of a peer that is connected.
func (a *Actor) introduce(ctx port.Context, r *remote) {
	if a.memory.download != nil {
		ctx.Send(a.memory.download, &port.OwnerConnected{Owner: r.connection.Peer().Addr, Path: r.pid})
	}
}

// connected starts the remote of a connection, or closes the connection if it is one too many.
func (a *Actor) connected(ctx port.Context, connection port.Connection) {
	peer, now := connection.Peer(), a.ports.Clock.Now()
	if !peer.Incoming {
		a.candidates.dialed(peer.Addr, true, now)
	}
	if old := a.remoteOf(peer); old != nil { // it called while it was called
		connection.Close()
		if !peer.Incoming {
			old.listen = peer.Addr
		}
		return
	}
	if len(a.remotes) >= maxConnections || a.candidates.isBanned(peer.Addr.Addr()) {
		connection.Close()
		a.candidates.ended(peer.Addr, now)
		return
	}
	a.memory.begun++
	r := &remote{connection: connection}
	if !peer.Incoming {
		r.listen = peer.Addr
	}
	r.pid = a.ports.Spawn.Remote(ctx, fmt.Sprintf("remote/%d", a.memory.begun),
		port.RemoteSpec{ContactsSpec: a.spec, Connection: connection})
	a.remotes = append(a.remotes, r)
	a.introduce(ctx, r)
}

// remoteOf returns the remote of a peer, if there is a connection with it already. Hosts are compared too, so that
// nobody keeps another peer out with the id of that one.
func (a *Actor) remoteOf(peer messages.StockPeer) *remote {
	for _, r := range a.remotes {
		if known := r.connection.Peer(); known.ID == peer.ID && known.Addr.Addr() == peer.Addr.Addr() {
			return r
		}
	}
	return nil
}

// listens notes where a peer that called can be called itself: not while it is connected, since it would take the
// second connection for a mistake, but when the first has ended.
func (a *Actor) listens(told *port.PeerListens) {
	for _, r := range a.remotes {
		if r.pid.Equal(told.Remote) && !r.listen.IsValid() {
			r.listen = told.Listen
			a.candidates.meet(messages.StockOwner{Addr: told.Listen, Hash: r.connection.Peer().Hash},
				a.ports.Clock.Now())
		}
	}
}

// terminated takes in that a remote or the download has ended.
func (a *Actor) terminated(ctx port.Context, who port.PID) {
	if a.memory.download != nil && a.memory.download.Equal(who) {
		a.memory.download = nil
		return
	}
	i := slices.IndexFunc(a.remotes, func(r *remote) bool { return r.pid.Equal(who) })
	if i < 0 {
		return
	}
	ended := a.remotes[i]
	a.remotes = slices.Delete(a.remotes, i, i+1)
	a.candidates.ended(ended.listen, a.ports.Clock.Now())
	a.dial(ctx)
}

// dial opens connections while a download needs owners and there are addresses to try.
func (a *Actor) dial(ctx port.Context) {
	if a.memory.download == nil {
		return
	}
	for {
		next := a.candidates.next(len(a.remotes), a.ports.Clock.Now())
		if next == nil {
			return
		}
		next.dialing = true
		a.ports.Edge.Dial(next.Addr, a.spec.File.Swarm(), next.Hash, ctx.Self())
	}
}

func (a *Actor) startTimer(ctx port.Context) {
	a.timer = a.ports.Clock.After(stepInterval, ctx.Self(), &stepDue{incarnation: a})
}

// step dials addresses whose back-off has passed.
func (a *Actor) step(ctx port.Context, due *stepDue) {
	if due.incarnation != a {
		return
	}
	a.timer = nil
	if a.memory.download != nil {
		a.dial(ctx)
		a.startTimer(ctx)
	}
}

// gained has the remotes announce new pieces soon, several together.
func (a *Actor) gained(ctx port.Context) {
	if a.gainTimer == nil && len(a.remotes) > 0 {
		a.gainTimer = a.ports.Clock.After(gainedInterval, ctx.Self(), &gainedDue{incarnation: a})
	}
}

func (a *Actor) gainedDue(ctx port.Context, due *gainedDue) {
	if due.incarnation != a {
		return
	}
	a.gainTimer = nil
	for _, r := range a.remotes {
		ctx.Send(r.pid, &port.Gained{})
	}
}
