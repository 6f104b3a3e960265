package udp

import (
	"net/netip"
	"sync"
	"time"

	"swarm/actors/port"
)

// paths is the table of connected paths, by the address of their owner.
type paths struct {
	mu      sync.RWMutex
	byOwner map[netip.AddrPort]*path
}

// path is an actor that is told what arrives from one owner.
type path struct {
	pid    port.PID
	credit credit

	// The fields below hold what the current batch brought. Only the receive goroutine uses them.
	runs       []port.Run
	mark       uint32    // of the last block
	duplicates int       // blocks that had already arrived and that were not reported yet
	postedAt   time.Time // when the last *port.BlocksArrived was posted
	touched    bool      // the path is in arrivals.touched
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

// find returns nil if no path is connected to the owner.
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
