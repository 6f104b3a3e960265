package wiring

import (
	"sync"
	"time"

	"swarm/messages"
	"swarm/runtime/depot"
)

// sweepInterval is how often a tracker looks which torrents have no owner any more. They stay for a day after.
const sweepInterval = 10 * time.Minute

// sweeper removes torrents without owners from a depot, now and then.
type sweeper struct {
	ended chan struct{}
	work  sync.WaitGroup
}

// startSweeper starts a sweeper. warn is told of files that cannot be removed.
func startSweeper(torrents *depot.Depot, owned func(messages.InfoHash) (bool, error), warn func(error)) *sweeper {
	s := &sweeper{ended: make(chan struct{})}
	s.work.Go(func() {
		ticker := time.NewTicker(sweepInterval)
		defer ticker.Stop()
		for {
			select {
			case <-s.ended:
				return
			case <-ticker.C:
				if err := torrents.Sweep(owned); err != nil {
					warn(err)
				}
			}
		}
	})
	return s
}

// stop ends the sweeper and waits for it.
func (s *sweeper) stop() {
	close(s.ended)
	s.work.Wait()
}
