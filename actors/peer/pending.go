package peer

import (
	"swarm/actors/port"
	"swarm/messages"
)

// pending is the answer of the store that the peer is handling. The store answers once, and the file stays claimed
// until it is closed. A peer that crashes while it handles the answer therefore handles it again after its restart,
// once.
type pending struct {
	message any // *port.Shared or *port.Opened
	file    port.OpenFile
	retried bool // an earlier incarnation crashed over it
}

// handleFile calls handle for an answer of the store, and remembers the answer until handle returns.
func (a *Actor) handleFile(message any, file port.OpenFile, handle func()) {
	if a.memory.pending == nil {
		a.memory.pending = &pending{message: message, file: file}
	}
	handle()
	a.memory.pending = nil
}

// resumePending repeats the answer of the store that an earlier incarnation crashed over. After a second crash it
// closes the file and refuses the command.
func (a *Actor) resumePending(ctx port.Context) {
	p := a.memory.pending
	if p == nil {
		return
	}
	hash := p.file.File().InfoHash
	if known := a.memory.holdingOf(hash); known != nil && known.file == p.file {
		a.memory.pending = nil // it became a holding before the crash
		return
	}
	if p.retried {
		a.memory.pending = nil
		a.ports.Store.Close(p.file)
		a.ports.Journal.Note(messages.CommandRefused{At: a.at(), Command: p.file.File().Name,
			Reason: "the peer crashed twice while it opened the file: its log has the cause"})
		return
	}
	p.retried = true
	a.memory.opening++ // handling the message counts it down again
	ctx.Send(ctx.Self(), p.message)
}
