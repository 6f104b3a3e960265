package downloader

import (
	"fmt"

	"swarm/actors/port"
)

func (a *Actor) startTimer(ctx port.Context) {
	a.timer = a.ports.Clock.After(stallInterval, ctx.Self(), &stallDue{incarnation: a})
}

func (a *Actor) stopTimer() {
	if a.timer != nil {
		a.timer.Stop()
	}
}

// checkStall asks again when nothing has arrived since the last check, and gives the chunk up when that does not help.
// A slow disk is no stall: the owner is not to blame.
func (a *Actor) checkStall(ctx port.Context, due *stallDue) {
	if due.incarnation != a || a.reported || a.failure != nil {
		return
	}
	if a.progressed || a.pieces.keeping() > 0 {
		a.progressed, a.stalls = false, 0
		a.startTimer(ctx)
		return
	}
	if a.stalls++; a.stalls >= maxStalls {
		a.giveUp(ctx, port.ChunkStalled, fmt.Sprintf("nothing came for %v", stallInterval*maxStalls))
		return
	}
	a.ask(ctx)
	a.startTimer(ctx)
}
