package downloader

import (
	"fmt"

	"swarm/actors/port"
)

func (a *Actor) arm(ctx port.Context) {
	a.timer = a.ports.Clock.After(stallCheck, ctx.Self(), &stallDue{of: a})
}

// look asks again when nothing came since the last look, and gives up when that does not help.
func (a *Actor) look(ctx port.Context, due *stallDue) {
	if due.of != a || a.over || a.ending != nil {
		return
	}
	if a.progress || a.pieces.keeping() > 0 { // a slow disk is not the owner's fault
		a.progress, a.stalls = false, 0
		a.arm(ctx)
		return
	}
	if a.stalls++; a.stalls >= stallLimit {
		a.giveUp(ctx, port.ChunkFailure{Kind: port.ChunkStalled,
			Detail: fmt.Sprintf("nothing came for %v", stallCheck*stallLimit)})
		return
	}
	a.ask(ctx)
	a.arm(ctx)
}
