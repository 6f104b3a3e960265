package peer

import (
	"fmt"

	"swarm/actors/port"
)

// maxPaths bounds how many owners a node is connected to at a time. A download beyond it waits: it asks again.
const maxPaths = 1024

// openPath gives the one path to an owner.
func (a *Actor) openPath(ctx port.Context, asked *port.OpenPath) {
	path, open := a.paths[asked.Owner]
	if !open {
		if len(a.paths) >= maxPaths {
			ctx.Send(asked.ReplyTo, &port.OwnerSilent{Owner: asked.Owner})
			return
		}
		a.memory.paths++
		path = a.ports.Spawn.Path(ctx, fmt.Sprintf("path/%d", a.memory.paths), port.PathSpec{Owner: asked.Owner, Downlink: a.downlink})
		a.paths[asked.Owner] = path
	}
	ctx.Send(asked.ReplyTo, &port.PathOpened{Owner: asked.Owner, Path: path})
}

func (a *Actor) pathEnded(who port.PID) {
	for owner, path := range a.paths { // at most one matches, so the order does not matter
		if path.Equal(who) {
			delete(a.paths, owner)
			return
		}
	}
}
