package peer

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// makeToken makes the node's token if it has none. The tracker accepts the token that the first REGISTER offers. If the
// tracker made the token instead, a lost answer would lock the node out until its lease ends (docs/adr/0004).
func (a *Actor) makeToken() {
	if a.memory.token != "" {
		return
	}
	var random [messages.TokenBytes]byte
	a.ports.Rand.Fill(random[:])
	a.saveToken(messages.NewToken(random))
}

func (a *Actor) saveToken(token messages.Token) {
	a.memory.token = token
	if err := a.ports.Tokens.SaveToken(token); err != nil {
		a.ports.Journal.Note(messages.TokenNotKept{At: a.at(), Cause: err.Error()})
	}
}

// register joins the swarm, or renews the lease (specification, REGISTER).
func (a *Actor) register(ctx port.Context) {
	if !a.leaving {
		register := &messages.Register{Node: a.ports.ID, Token: a.memory.token, Addr: a.spec.Listen,
			Addrs: a.spec.Addrs}
		if a.ports.BitTorrent != nil {
			register.StockPort = a.ports.BitTorrent.Port()
		}
		a.ask(ctx, register)
	}
}

func (a *Actor) registered(ctx port.Context, registered *messages.Registered) {
	a.answeredBy(messages.ModeRegister)
	if registered.Token != a.memory.token {
		a.saveToken(registered.Token)
	}
	if !a.tracker.joined || registered.Fresh {
		for _, h := range a.memory.holdings {
			h.announced = messages.HoldingNone
		}
		a.tracker.confirmedUploads, a.updates.sentAt = 0, time.Time{}
	}
	if !a.tracker.joined {
		a.tracker.joined = true
		a.ports.Journal.Note(messages.Joined{At: a.at(), Tracker: a.ports.Settings.TrackerURL, Fresh: registered.Fresh})
	}
	a.noteReach(registered.Reach)
	a.catchUp(ctx)
}

// own announces every change of the holdings that the tracker has not confirmed (specification, OWN). Dropped files go
// first, because dropping them makes place for others at a tracker that is at its limit of holdings per node.
func (a *Actor) own(ctx port.Context) {
	if !a.tracker.joined || a.leaving {
		return
	}
	var holdings []messages.Holding
	for _, dropped := range a.memory.dropped {
		if h := a.memory.holdingOf(dropped.InfoHash); h != nil && h.state != messages.HoldingNone {
			continue // the node took the file up again
		}
		if len(holdings) < messages.MaxHoldings {
			holdings = append(holdings, dropped)
		}
	}
	for _, h := range a.memory.holdings {
		if h.state != h.announced && len(holdings) < messages.MaxHoldings {
			holdings = append(holdings, describe(h, h.state))
		}
	}
	if len(holdings) == 0 || !a.ask(ctx, &messages.Own{Node: a.ports.ID, Token: a.memory.token, Holdings: holdings}) {
		return
	}
	for _, sent := range holdings {
		if h := a.memory.holdingOf(sent.InfoHash); h != nil {
			h.maybeKnown = true
		}
	}
}

func describe(h *holding, state messages.HoldingState) messages.Holding {
	file := h.file.File()
	return messages.Holding{InfoHash: file.InfoHash, Name: file.Name, Length: file.Length, State: state,
		V1: h.file.V1()}
}

// disown has the next OWN say that a file is no longer held, unless the tracker cannot know of it. An OWN whose answer
// was lost, or is still on its way, may have reached the tracker.
func (a *Actor) disown(h *holding) {
	if h.maybeKnown {
		a.memory.dropped = append(a.memory.dropped, describe(h, messages.HoldingNone))
	}
}

func (a *Actor) owned(ctx port.Context) {
	asked, ok := a.answeredBy(messages.ModeOwn).(*messages.Own)
	if !ok {
		return
	}
	for _, confirmed := range asked.Holdings {
		h := a.memory.holdingOf(confirmed.InfoHash)
		if h != nil {
			h.announced, h.maybeKnown = confirmed.State, true
		}
		if h != nil || confirmed.State == messages.HoldingNone {
			a.memory.undrop(confirmed.InfoHash)
		}
	}
	a.own(ctx)
}

// findOwners asks the tracker who owns a file, for a download (specification, NEED).
func (a *Actor) findOwners(ctx port.Context, asked *port.FindOwners) {
	for _, waiting := range a.tracker.needs {
		if waiting.file == asked.File && waiting.replyTo.Equal(asked.ReplyTo) {
			return
		}
	}
	a.tracker.needs = append(a.tracker.needs, need{file: asked.File, replyTo: asked.ReplyTo, silent: asked.Silent})
	a.askNeed(ctx)
}

func (a *Actor) askNeed(ctx port.Context) {
	if a.tracker.joined && !a.leaving && len(a.tracker.needs) > 0 {
		next := a.tracker.needs[0]
		ask := &messages.Need{Node: a.ports.ID, Token: a.memory.token, InfoHash: next.file,
			Want: a.ports.Settings.OwnersPerNeed, Silent: next.silent}
		if h := a.memory.holdingOf(next.file); h != nil {
			ask.V1 = h.file.V1()
		}
		a.ask(ctx, ask)
	}
}

func (a *Actor) owners(ctx port.Context, owners *messages.Owners) {
	a.answeredBy(messages.ModeNeed)
	for _, n := range a.tracker.needs {
		if n.file == owners.InfoHash {
			ctx.Send(n.replyTo, owners)
		}
	}
	a.tracker.dropNeeds(func(n need) bool { return n.file == owners.InfoHash })
	a.askNeed(ctx)
}

// dropNeeds removes the requests of a download that has ended.
func (a *Actor) dropNeeds(download port.PID) {
	a.tracker.dropNeeds(func(n need) bool { return n.replyTo.Equal(download) })
}

// failNeeds tells the downloads that wait for owners that the tracker does not answer.
func (a *Actor) failNeeds(ctx port.Context) {
	for _, n := range a.tracker.needs {
		ctx.Send(n.replyTo, &port.NoTracker{})
	}
	a.tracker.needs = nil
}

// leave sends EXIT to the tracker. The peer stops when the tracker answers, or after leaveTimeout.
func (a *Actor) leave(ctx port.Context) {
	if a.leaving {
		return
	}
	a.leaving = true
	a.tracker.stopTimer()
	a.updates.stopTimer()
	if !a.tracker.joined {
		a.exited(ctx)
		return
	}
	a.tracker.timer = a.ports.Clock.After(leaveTimeout, ctx.Self(), &leaveDue{owner: a})
	a.lastUpdate(ctx)
	a.ports.Tracker.Ask(&messages.Exit{Node: a.ports.ID, Token: a.memory.token}, ctx.Self())
}

func (a *Actor) leaveDue(ctx port.Context, due *leaveDue) {
	if due.owner == a {
		a.exited(ctx)
	}
}

// exited stops the peer, if it is leaving.
func (a *Actor) exited(ctx port.Context) {
	if !a.leaving {
		return
	}
	a.ports.Journal.Note(messages.NodeLeft{At: a.at()})
	ctx.Stop(ctx.Self())
}
