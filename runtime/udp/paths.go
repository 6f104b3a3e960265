package udp

import (
	"net/netip"
	"sync"
	"time"

	"swarm/actors/port"
)

// paths is the table of the owners that this node fetches from.
type paths struct {
	mu      sync.RWMutex
	byOwner map[netip.AddrPort]*path
}

// path is who is told of what comes from one owner.
type path struct {
	pid    port.PID
	credit credit

	// The fields below belong to the receive goroutine: what the batch in hand brought.
	runs       []port.Run
	duplicates int       // blocks that came again and were not told yet
	told       time.Time // when the last *port.BlocksArrived was posted
	listed     bool      // it is in arrivals.touched
}

func newPaths() *paths { return &paths{byOwner: make(map[netip.AddrPort]*path)} }

func (p *paths) connect(owner netip.AddrPort, pid port.PID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if known, ok := p.byOwner[owner]; ok && known.pid.Equal(pid) {
		return
	}
	p.byOwner[owner] = &path{pid: pid}
}

func (p *paths) disconnect(owner netip.AddrPort, pid port.PID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if known, ok := p.byOwner[owner]; ok && known.pid.Equal(pid) {
		delete(p.byOwner, owner)
	}
}

// find gives nil for an owner that no path is connected to.
func (p *paths) find(owner netip.AddrPort) *path {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.byOwner[owner]
}

func (p *paths) connected() int {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return len(p.byOwner)
}
