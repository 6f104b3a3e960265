package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"
)

// bench is what all attacks share.
type bench struct {
	options options
	dir     string
	file    string // path of the file that is transferred
	sum     [32]byte
	runs    int // scenes so far; each has a folder of its own

	fullSpeed float64 // rate of the last download without an attack, MiB/s
}

// assault is an attack or a control flood, or nil.
type assault func(ctx context.Context, t target) (int, error)

// measure plays the three scenes of an attack: nothing, the control flood, and the attack itself.
func (b *bench) measure(ctx context.Context, a attack) (result, error) {
	r := result{Attack: a.name}
	for _, play := range []struct {
		into    *outcome
		assault assault
	}{{&r.Honest, nil}, {&r.Control, controlFlood(a.bytes)}, {&r.Attacked, a.run}} {
		scene := b.transfer
		if a.tracker {
			scene = b.requests
			if play.into == &r.Control { // random datagrams do not reach a tracker
				continue
			}
		}
		var err error
		if *play.into, err = scene(ctx, play.assault); err != nil {
			return r, err
		}
	}
	r.compare(a.tracker)
	return r, nil
}

// folder returns a new folder for a scene.
func (b *bench) folder() string {
	b.runs++
	return filepath.Join(b.dir, fmt.Sprintf("scene%d", b.runs))
}

// running is an assault that was started.
type running struct {
	cancel context.CancelFunc
	ended  chan struct{}
	sent   int
	err    error
}

// start starts an assault, which lasts as long as -for says.
func (b *bench) start(ctx context.Context, do assault, t target) *running {
	r := &running{ended: make(chan struct{})}
	ctx, r.cancel = context.WithTimeout(ctx, b.options.length)
	go func() {
		defer close(r.ended)
		if do != nil {
			r.sent, r.err = do(ctx, t)
		} else {
			<-ctx.Done()
		}
	}()
	return r
}

// stop ends the assault and waits for its end.
func (r *running) stop() error {
	r.cancel()
	<-r.ended
	return r.err
}

// headStart is how long an assault runs before the honest load begins.
const headStart = time.Second

// rest waits, unless ctx ends.
func rest(ctx context.Context, span time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(span):
		return nil
	}
}
