package process

import (
	"context"
	"sync"
	"time"
)

// Group is the processes of one round. They are measured and ended together.
type Group struct {
	ctx     context.Context
	cancel  context.CancelFunc
	sampler sync.WaitGroup

	mutex   sync.Mutex
	members []*Process
}

// sampleEvery is the time between two samples of memory. A sample takes about 30 microseconds per process: less than a
// thousandth of a core.
const sampleEvery = 50 * time.Millisecond

// NewGroup returns a group that ends with Close or when ctx is cancelled.
func NewGroup(ctx context.Context) *Group {
	g := &Group{}
	g.ctx, g.cancel = context.WithCancel(ctx)
	g.sampler.Go(g.sample)
	return g
}

// Close kills all processes that still run, and waits until they have ended.
func (g *Group) Close() {
	g.cancel()
	for _, p := range g.all() {
		<-p.ended
	}
	g.sampler.Wait()
}

// CPU returns the processor time that all members have used so far, as far as the system reports it.
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
