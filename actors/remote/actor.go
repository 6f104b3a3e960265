package remote

import (
	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// Ports are what a remote needs of the world.
type Ports struct {
	ID      messages.NodeID
	Clock   port.Clock
	Journal port.Journal
}

// Memory is what survives a crash of a remote. Only the remote uses it.
type Memory struct {
	began bool // an earlier incarnation had the connection
}

// Actor is one remote.
type Actor struct {
	ports    Ports
	spec     port.RemoteSpec
	memory   *Memory
	file     messages.File
	peer     messages.StockPeer
	told     messages.Bitfield // pieces that the peer was told of
	owner    owner
	receiver receiver
	quota    quota
	presence presence
}

// New returns the remote of a connection. All incarnations share the same memory.
func New(ports Ports, spec port.RemoteSpec, memory *Memory) actor.Actor {
	file := spec.File.File()
	return &Actor{ports: ports, spec: spec, memory: memory, file: file, peer: spec.Connection.Peer(),
		presence: presence{client: clientOf(spec.Connection.Peer().ID)},
		owner:    owner{have: messages.NewBitfield(file.Pieces()), choking: true, maxRequests: defaultRequests},
		receiver: receiver{choked: true}}
}

// Receive handles one message.
func (a *Actor) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		a.start(ctx)
	case *actor.Stopping:
		a.stop(ctx)
	case *actor.Restarting:
		a.presence.reason = "the actor for the connection crashed"
		a.stop(ctx)
	case *port.StockSpoke:
		a.spoke(ctx, message)
	case *port.StockIntroduced:
		a.introduced(ctx, message)
	case *port.StockClosed:
		a.end(ctx, message.Cause)
	case *port.Inquire:
		a.inquire(ctx, message)
	case *port.Forget:
		a.forget(message)
	case *port.Fetch:
		a.fetch(ctx, message)
	case *port.Drop:
		a.drop(ctx, message.Stream)
	case *port.Gained:
		a.gained(ctx)
	case *port.Choked:
		a.choke(ctx, message.Choked)
	case *port.ReportStanding:
		a.reportStanding(ctx)
		a.drawAgain(ctx)
	case *port.Drawn:
		a.drawn(ctx, message.Bytes)
	case *port.BlocksSent:
		a.blocksSent(ctx, message)
	case *port.SendFailed:
		a.sendFailed(ctx, message)
	case *port.Metered:
		a.metered(ctx, message)
	case *port.Allowed:
		a.allowed(ctx, message)
	case *heldDue:
		a.heldDue(ctx, message)
	case *speakDue:
		a.speakDue(ctx, message)
	case *port.Distrust:
		ctx.Send(ctx.Parent(), &port.PeerBanned{Addr: a.peer.Addr})
		a.end(ctx, "most of its pieces are wrong")
	}
}

// start tells the peer what is here, and has the connection deliver what the peer says. After a crash the remote stops:
// the connection is closed.
func (a *Actor) start(ctx port.Context) {
	if a.memory.began {
		ctx.Stop(ctx.Self())
		return
	}
	a.memory.began = true
	ctx.Send(a.spec.Choker, &port.RemoteBegan{Remote: ctx.Self()})
	ctx.Send(a.spec.Downlink, &port.PathBegan{Path: ctx.Self()})
	a.told = a.spec.File.Have()
	a.spec.Connection.Tell(messages.Frame{Kind: messages.FrameHaves, Have: a.told.Clone()})
	a.spec.Connection.Start(ctx.Self())
}

// stop ends the connection and gives back what the remote holds.
func (a *Actor) stop(ctx port.Context) {
	a.quota.stopTimer()
	a.owner.stopTimer()
	a.failFetches(ctx)
	a.returnUnused(ctx)
	ctx.Send(a.spec.Uplink, &port.Undraw{To: a.peer.Addr})
	a.spec.Connection.Close()
	a.noteLeft()
}

// end stops the remote for a reason.
func (a *Actor) end(ctx port.Context, reason string) {
	a.presence.reason = reason
	ctx.Stop(ctx.Self())
}

// spoke takes in what one read of the connection brought.
func (a *Actor) spoke(ctx port.Context, spoke *port.StockSpoke) {
	a.noteJoined()
	news := !a.owner.spoke
	for i := range spoke.Frames {
		a.frame(ctx, &spoke.Frames[i])
		news = news || changesHaves(spoke.Frames[i].Kind)
	}
	if len(spoke.Runs) > 0 {
		a.arrived(ctx, spoke.Runs)
	}
	a.quota.take(spoke.Unwanted)
	if news {
		a.owner.spoke = true
		a.owner.stopTimer()
		a.havesChanged(ctx)
	}
	a.ask(ctx)
	a.serve(ctx)
}

func (a *Actor) frame(ctx port.Context, frame *messages.Frame) {
	switch frame.Kind {
	case messages.FrameChoke:
		a.peerChoked(ctx)
	case messages.FrameUnchoke:
		a.peerUnchoked(ctx)
	case messages.FrameInterested, messages.FrameNotInterested:
		a.receiver.interested = frame.Kind == messages.FrameInterested
		a.reportStanding(ctx)
	case messages.FrameHave:
		a.owner.have.Set(frame.Piece)
	case messages.FrameHaves:
		a.owner.have = frame.Have.Clone()
	case messages.FrameDontHave:
		a.owner.have.Clear(frame.Piece)
	case messages.FrameRequest:
		a.requested(frame)
	case messages.FrameCancel:
		a.cancelled(frame)
	case messages.FrameReject:
		a.rejected(ctx, frame)
	}
}

// changesHaves reports whether a frame changes what the peer has.
func changesHaves(kind messages.FrameKind) bool {
	return kind == messages.FrameHave || kind == messages.FrameHaves || kind == messages.FrameDontHave
}

// introduced takes in what the peer says of itself by the extension protocol.
func (a *Actor) introduced(ctx port.Context, introduced *port.StockIntroduced) {
	if queued := introduced.Details.Requests; queued > 0 {
		a.owner.maxRequests = min(queued, maxRequests)
	}
	if client := introduced.Details.Client; client != "" {
		a.presence.client = client
	}
	a.noteJoined()
	if listen := introduced.Details.Listen; a.peer.Incoming && listen.IsValid() {
		ctx.Send(ctx.Parent(), &port.PeerListens{Remote: ctx.Self(), Listen: listen})
	}
	a.owner.wantsNothing = introduced.Details.UploadOnly
	a.updateInterest(ctx)
	a.ask(ctx)
}

// gained tells the peer which pieces are new here.
func (a *Actor) gained(ctx port.Context) {
	have := a.spec.File.Have()
	first, end := a.told.DiffRange(have)
	var frames []messages.Frame
	for piece := first; piece < end; piece++ {
		if have.Has(piece) && !a.told.Has(piece) {
			frames = append(frames, messages.Frame{Kind: messages.FrameHave, Piece: piece})
		}
	}
	a.told = have
	a.spec.Connection.Tell(frames...)
	a.updateInterest(ctx)
}

// reportStanding tells the choker how things stand with the peer.
func (a *Actor) reportStanding(ctx port.Context) {
	ctx.Send(a.spec.Choker, &port.RemoteStanding{Remote: ctx.Self(), Interested: a.receiver.interested,
		Seeding: a.told.Full(), Sent: a.receiver.sentBytes, Received: a.owner.receivedBytes})
}

// updateInterest tells the peer whether this node wants something of it. Two that want nothing of each other part: each
// takes up a place that another peer could use.
func (a *Actor) updateInterest(ctx port.Context) {
	missing := a.told.Neither(messages.NewBitfield(a.told.Len()))
	interested := a.owner.inquiry != nil && missing.Intersects(a.owner.have)
	if interested != a.owner.interested {
		a.owner.interested = interested
		kind := messages.FrameNotInterested
		if interested {
			kind = messages.FrameInterested
		}
		a.spec.Connection.Tell(messages.Frame{Kind: kind})
	}
	if a.told.Full() && (a.owner.have.Full() || a.owner.wantsNothing) && a.told.Len() > 0 {
		a.end(ctx, "neither side wants anything of the other")
	}
}
