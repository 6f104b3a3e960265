package peer

import (
	"fmt"

	"swarm/actors/port"
)

// maxPaths bounds how many owners a node is connected to at a time. Beyond it a download is told that the owner is
// silent, and so asks again later.
const maxPaths = 1024

// openPath returns the path to an owner: all downloads share one.
func (a *Actor) openPath(ctx port.Context, asked *port.OpenPath) {
	path, open := a.paths[asked.Owner]
	if !open {
		if len(a.paths) >= maxPaths {
			ctx.Send(asked.ReplyTo, &port.OwnerSilent{Owner: asked.Owner})
			return
		}
		a.memory.pathNumber++
		path = a.ports.Spawn.Path(ctx, fmt.Sprintf("path/%d", a.memory.pathNumber),
			port.PathSpec{Owner: asked.Owner, Downlink: a.downlink})
		a.paths[asked.Owner] = path
	}
	ctx.Send(asked.ReplyTo, &port.PathOpened{Owner: asked.Owner, Path: path})
}

func (a *Actor) pathEnded(ended port.PID) {
	for owner, path := range a.paths { // at most one is equal, so the order does not matter
		if path.Equal(ended) {
			delete(a.paths, owner)
			return
		}
	}
}
