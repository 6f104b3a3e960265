package peer

import (
	"swarm/actors/port"
	"swarm/messages"
)

// given is a file that the store gave and that is being dealt with. Nobody gives it again, and it stays claimed until it is
// closed: a peer that crashes over it goes on with it, once.
type given struct {
	message any // *port.Shared or *port.Opened
	file    port.OpenFile
	again   bool // an earlier incarnation crashed over it
}

// keep remembers what the store gave for as long as it is dealt with.
func (a *Actor) keep(message any, file port.OpenFile, deal func()) {
	if a.memory.given == nil {
		a.memory.given = &given{message: message, file: file}
	}
	deal()
	a.memory.given = nil
}

// goOn takes up what an earlier incarnation crashed over; a second time it lets go of it.
func (a *Actor) goOn(ctx port.Context) {
	g := a.memory.given
	if g == nil {
		return
	}
	hash := g.file.File().InfoHash
	if old := a.memory.holdingOf(hash); old != nil && old.file == g.file {
		a.memory.given = nil // it was taken up before the crash
		return
	}
	if g.again {
		a.memory.given = nil
		a.ports.Store.Close(g.file)
		a.ports.Journal.Note(messages.CommandRefused{At: a.at(), Command: g.file.File().Name,
			Reason: "the peer crashed over it twice: its log tells why"})
		return
	}
	g.again = true
	a.memory.opening++ // the message takes it away again
	ctx.Send(ctx.Self(), g.message)
}
