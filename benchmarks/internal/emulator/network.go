package emulator

import (
	"io"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"swarm/messages"
)

// MTU is the longest IP packet that a link carries, in bytes.
const MTU = messages.EthernetMTU

// Site is one end of the network.
type Site struct {
	Name   string
	Direct bool   // its traffic crosses no link
	Up     Shape  // of the link from the site
	Down   Shape  // of the link to the site
	UpWith string // name of an earlier site whose up link it shares, instead of Up
}

// member is a site that is attached to the network.
type member struct {
	Site
	addr netip.Addr
	port io.ReadWriteCloser // each call reads or writes one packet
	up   *line
	down *line
}

// network carries packets between members.
type network struct {
	epoch   time.Time
	tally   *Tally
	seed    uint64
	members []*member
	all     []*line
	byAddr  map[netip.Addr]*member
	strays  atomic.Int64 // packets that are addressed to no member, such as IPv6 and multicast
	refused atomic.Int64 // packets that a site's device refused

	done    chan struct{}
	readers sync.WaitGroup
	lines   sync.WaitGroup
}

func newNetwork(seed uint64) *network {
	epoch := time.Now()
	return &network{epoch: epoch, tally: newTally(epoch), seed: seed, byAddr: map[netip.Addr]*member{},
		done: make(chan struct{})}
}

// attach adds a member. It must be called before start.
func (n *network) attach(site Site, addr netip.Addr, port io.ReadWriteCloser) {
	m := &member{Site: site, addr: addr, port: port}
	for _, other := range n.members {
		if other.Name == site.UpWith {
			m.up = other.up
		}
	}
	if m.up == nil && !site.Direct {
		m.up = n.line(site.Up, func(p *transit) { n.arrive(p) })
	}
	if !site.Direct && site.Down != (Shape{}) {
		m.down = n.line(site.Down, func(p *transit) { n.deliver(m, p) })
	}
	n.members = append(n.members, m)
	n.byAddr[addr] = m
}

func (n *network) line(shape Shape, to func(*transit)) *line {
	n.seed++
	l := newLine(n.epoch, n.tally, newLink(shape, n.seed), to)
	n.all = append(n.all, l)
	n.lines.Go(func() { l.run(n.done) })
	return l
}

func (n *network) lateness() Lateness {
	var sum Lateness
	for _, l := range n.all {
		one := l.lateness()
		sum.Packets += one.Packets
		sum.Sum += one.Sum
		sum.Most = max(sum.Most, one.Most)
	}
	return sum
}

func (n *network) start() {
	for _, m := range n.members {
		n.readers.Go(func() { n.read(m) })
	}
}

// close closes the ports, which ends the goroutines that read from them.
func (n *network) close() {
	close(n.done)
	for _, m := range n.members {
		_ = m.port.Close() // An error does not matter: the device disappears with its descriptor.
	}
	n.readers.Wait()
	n.lines.Wait()
}

// read puts the packets that a member sends on its up link.
func (n *network) read(m *member) {
	for {
		p := parcels.Get().(*transit)
		length, err := m.port.Read(p.buffer[:])
		if err != nil {
			return // The port was closed.
		}
		p.length = length
		flow, payload, ok := header(p.bytes())
		to := n.byAddr[flow.To]
		if !ok || to == nil {
			n.strays.Add(1)
			parcels.Put(p)
			continue
		}
		p.flow, p.payload = flow, payload
		if m.Direct || to.Direct {
			n.write(to, p)
			continue
		}
		n.tally.sent(flow, length, payload, time.Now())
		m.up.enter(p)
	}
}

// arrive passes a packet from an up link to the down link of its destination.
func (n *network) arrive(p *transit) {
	to := n.byAddr[p.flow.To]
	if to.down != nil {
		to.down.enter(p)
		return
	}
	n.deliver(to, p)
}

func (n *network) deliver(to *member, p *transit) {
	n.tally.arrived(p.flow, p.length, p.payload, time.Now())
	n.write(to, p)
}

func (n *network) write(to *member, p *transit) {
	if _, err := to.port.Write(p.bytes()); err != nil {
		n.refused.Add(1)
	}
	parcels.Put(p)
}
