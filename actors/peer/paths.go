package peer

import (
	"fmt"
	"time"

	"swarm/actors/port"
)

const (
	// maxPaths bounds how many owners a node is connected to at a time.
	maxPaths = 1024
	// tooManyPathsDelay is how long a download waits beyond that before it asks again.
	tooManyPathsDelay = 5 * time.Second
)

// openPath returns the path to an owner: all downloads share one.
func (a *Actor) openPath(ctx port.Context, asked *port.OpenPath) {
	path, open := a.paths[asked.Owner]
	if !open {
		now := a.ports.Clock.Now()
		cautious, until := a.greetings.mayGreet(asked.Owner, now)
		if len(a.paths) >= maxPaths {
			until = now.Add(tooManyPathsDelay)
		}
		if !until.IsZero() {
			ctx.Send(asked.ReplyTo, &port.PathDenied{Owner: asked.Owner, Until: until})
			return
		}
		a.memory.pathNumber++
		path = a.ports.Spawn.Path(ctx, fmt.Sprintf("path/%d", a.memory.pathNumber),
			port.PathSpec{Owner: asked.Owner, Downlink: a.downlink, Cautious: cautious})
		a.paths[asked.Owner] = path
		a.greetings.opened(asked.Owner)
	}
	ctx.Send(asked.ReplyTo, &port.PathOpened{Owner: asked.Owner, Path: path})
}

func (a *Actor) pathEnded(ended port.PID) {
	for owner, path := range a.paths { // at most one is equal, so the order does not matter
		if path.Equal(ended) {
			delete(a.paths, owner)
			a.greetings.closed(owner)
			return
		}
	}
}
