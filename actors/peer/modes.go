package peer

import (
	"encoding/hex"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// proveItself makes the node's token when it has none: the tracker takes the token that the first REGISTER offers. Were
// it the tracker that makes it, a lost answer would lock the node out until its own lease ends.
func (a *Actor) proveItself() {
	if a.memory.token != "" {
		return
	}
	var secret [16]byte
	a.ports.Rand.Fill(secret[:])
	a.keepToken(messages.Token(hex.EncodeToString(secret[:])))
}

func (a *Actor) keepToken(token messages.Token) {
	a.memory.token = token
	if err := a.ports.Tokens.SaveToken(token); err != nil {
		a.ports.Journal.Note(messages.TokenNotKept{At: a.at(), Cause: err.Error()})
	}
}

// register joins the swarm, or renews the lease (specification, REGISTER).
func (a *Actor) register(ctx port.Context) {
	if !a.leaving {
		a.ask(ctx, &messages.Register{Node: a.ports.ID, Token: a.memory.token, Addr: a.spec.Listen})
	}
}

func (a *Actor) registered(ctx port.Context, registered *messages.Registered) {
	a.reached(messages.ModeRegister)
	if registered.Token != a.memory.token {
		a.keepToken(registered.Token)
	}
	if !a.tracker.joined || registered.Fresh {
		for _, h := range a.memory.holdings {
			h.told = messages.HoldingNone
		}
		a.tracker.updated, a.updates.at = 0, time.Time{}
	}
	if !a.tracker.joined {
		a.tracker.joined = true
		a.ports.Journal.Note(messages.Joined{At: a.at(), Tracker: a.ports.Settings.TrackerURL, Fresh: registered.Fresh})
	}
	a.catchUp(ctx)
}

// own tells the tracker what it was not told yet (specification, OWN). What is gone comes first: it makes room at a tracker
// that is at its limit.
func (a *Actor) own(ctx port.Context) {
	if !a.tracker.joined || a.leaving {
		return
	}
	var holdings []messages.Holding
	for _, gone := range a.memory.gone {
		if again := a.memory.holdingOf(gone.InfoHash); again != nil && again.state != messages.HoldingNone {
			continue // what is held again is not gone
		}
		if len(holdings) < messages.MaxHoldings {
			holdings = append(holdings, gone)
		}
	}
	for _, h := range a.memory.holdings {
		if h.state != h.told && len(holdings) < messages.MaxHoldings {
			holdings = append(holdings, describe(h, h.state))
		}
	}
	if len(holdings) == 0 || !a.ask(ctx, &messages.Own{Node: a.ports.ID, Token: a.memory.token, Holdings: holdings}) {
		return
	}
	for _, told := range holdings {
		if h := a.memory.holdingOf(told.InfoHash); h != nil {
			h.said = true
		}
	}
}

func describe(h *holding, state messages.HoldingState) messages.Holding {
	file := h.file.File()
	return messages.Holding{InfoHash: file.InfoHash, Name: file.Name, Length: file.Length, State: state}
}

// disown has the tracker told that a file is no longer served, if it may have heard that it is: an OWN whose answer is lost,
// or on its way, may have reached it.
func (a *Actor) disown(h *holding) {
	if h.said {
		a.memory.gone = append(a.memory.gone, describe(h, messages.HoldingNone))
	}
}

func (a *Actor) owned(ctx port.Context) {
	asked, ok := a.reached(messages.ModeOwn).(*messages.Own)
	if !ok {
		return
	}
	for _, told := range asked.Holdings {
		h := a.memory.holdingOf(told.InfoHash)
		if h != nil {
			h.told, h.said = told.State, true
		}
		if h != nil || told.State == messages.HoldingNone {
			a.memory.back(told.InfoHash)
		}
	}
	a.own(ctx)
}

// findOwners asks the tracker for a download (specification, NEED).
func (a *Actor) findOwners(ctx port.Context, asked *port.FindOwners) {
	for _, waiting := range a.tracker.needs {
		if waiting.file == asked.File && waiting.replyTo.Equal(asked.ReplyTo) {
			return
		}
	}
	a.tracker.needs = append(a.tracker.needs, need{file: asked.File, replyTo: asked.ReplyTo})
	a.askNeed(ctx)
}

func (a *Actor) askNeed(ctx port.Context) {
	if a.tracker.joined && !a.leaving && len(a.tracker.needs) > 0 {
		a.ask(ctx, &messages.Need{Node: a.ports.ID, Token: a.memory.token, InfoHash: a.tracker.needs[0].file,
			Want: a.ports.Settings.OwnersPerNeed})
	}
}

func (a *Actor) owners(ctx port.Context, owners *messages.Owners) {
	a.reached(messages.ModeNeed)
	waiting := a.tracker.needs[:0]
	for _, n := range a.tracker.needs {
		if n.file == owners.InfoHash {
			ctx.Send(n.replyTo, owners)
		} else {
			waiting = append(waiting, n)
		}
	}
	a.tracker.needs = waiting
	a.askNeed(ctx)
}

// dropNeeds forgets what a download that has ended asked for.
func (a *Actor) dropNeeds(download port.PID) {
	waiting := a.tracker.needs[:0]
	for _, n := range a.tracker.needs {
		if !n.replyTo.Equal(download) {
			waiting = append(waiting, n)
		}
	}
	a.tracker.needs = waiting
}

// noTracker tells the downloads that wait for owners that there is nobody to ask.
func (a *Actor) noTracker(ctx port.Context) {
	for _, n := range a.tracker.needs {
		ctx.Send(n.replyTo, &port.NoTracker{})
	}
	a.tracker.needs = nil
}

// leave tells the tracker EXIT, and stops when it has heard, or does not answer in time.
func (a *Actor) leave(ctx port.Context) {
	if a.leaving {
		return
	}
	a.leaving = true
	a.tracker.stop()
	a.updates.stop()
	if !a.tracker.joined {
		a.left(ctx)
		return
	}
	a.tracker.timer = a.ports.Clock.After(leaveLimit, ctx.Self(), &leaveDue{of: a})
	a.lastUpdate(ctx)
	a.ports.Tracker.Ask(&messages.Exit{Node: a.ports.ID, Token: a.memory.token}, ctx.Self())
}

func (a *Actor) left(ctx port.Context) {
	if !a.leaving {
		return
	}
	a.ports.Journal.Note(messages.NodeLeft{At: a.at()})
	ctx.Stop(ctx.Self())
}
