package process

import (
	"context"
	"sync"
	"time"
)

// Group is the processes of one round: they are measured together and end together.
type Group struct {
	ctx     context.Context
	cancel  context.CancelFunc
	sampler sync.WaitGroup

	mutex   sync.Mutex
	members []*Process
}

// sampleEvery is how often memory is looked at. A look costs some 30 µs a process, so that it takes less than a
// thousandth of a core.
const sampleEvery = 50 * time.Millisecond

// NewGroup makes a group that ends with Close or with ctx.
func NewGroup(ctx context.Context) *Group {
	g := &Group{}
	g.ctx, g.cancel = context.WithCancel(ctx)
	g.sampler.Go(g.sample)
	return g
}

// Close kills all that still runs, and waits until it is gone.
func (g *Group) Close() {
	g.cancel()
	for _, p := range g.all() {
		<-p.ended
	}
	g.sampler.Wait()
}

// CPU is what all members have used by now, as far as the system tells.
func (g *Group) CPU() time.Duration {
	var sum time.Duration
	for _, p := range g.all() {
		if used, err := p.CPU(); err == nil {
			sum += used
		}
	}
	return sum
}

func (g *Group) all() []*Process {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	return append([]*Process(nil), g.members...)
}

func (g *Group) sample() {
	ticker := time.NewTicker(sampleEvery)
	defer ticker.Stop()
	for {
		select {
		case <-g.ctx.Done():
			return
		case <-ticker.C:
			for _, p := range g.all() {
				p.sampleMemory()
			}
		}
	}
}
