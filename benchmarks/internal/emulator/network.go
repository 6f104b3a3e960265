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
	Free   bool   // what it sends and receives crosses no link
	Up     Shape  // from the site
	Down   Shape  // to the site
	UpWith string // the name of an earlier site whose up link it shares, in place of Up
}

// member is a site that is attached.
type member struct {
	Site
	addr netip.Addr
	port io.ReadWriteCloser // one packet a call
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
	strays  atomic.Int64 // packets to nobody, such as those of IPv6 and of multicast
	refused atomic.Int64 // packets that a site's device did not take

	done    chan struct{}
	readers sync.WaitGroup
	lines   sync.WaitGroup
}

func newNetwork(seed uint64) *network {
	epoch := time.Now()
	return &network{epoch: epoch, tally: newTally(epoch), seed: seed, byAddr: map[netip.Addr]*member{}, done: make(chan struct{})}
}

// attach adds a member. All are attached before start.
func (n *network) attach(site Site, addr netip.Addr, port io.ReadWriteCloser) {
	m := &member{Site: site, addr: addr, port: port}
	for _, other := range n.members {
		if other.Name == site.UpWith {
			m.up = other.up
		}
	}
	if m.up == nil && !site.Free {
		m.up = n.line(site.Up, func(p *parcel) { n.arrive(p) })
	}
	if !site.Free && site.Down != (Shape{}) {
		m.down = n.line(site.Down, func(p *parcel) { n.deliver(m, p) })
	}
	n.members = append(n.members, m)
	n.byAddr[addr] = m
}

func (n *network) line(shape Shape, to func(*parcel)) *line {
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

// close ends all: the ports are closed, so that reading from them ends.
func (n *network) close() {
	close(n.done)
	for _, m := range n.members {
		_ = m.port.Close() // the device goes with its descriptor; there is nothing to lose
	}
	n.readers.Wait()
	n.lines.Wait()
}

// read takes in what a member sends.
func (n *network) read(m *member) {
	for {
		p := parcels.Get().(*parcel)
		length, err := m.port.Read(p.buffer[:])
		if err != nil {
			return // it was closed
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
		if m.Free || to.Free {
			n.write(to, p)
			continue
		}
		n.tally.sent(flow, length, payload, time.Now())
		m.up.enter(p)
	}
}

// arrive takes a packet over from an up link.
func (n *network) arrive(p *parcel) {
	to := n.byAddr[p.flow.To]
	if to.down != nil {
		to.down.enter(p)
		return
	}
	n.deliver(to, p)
}

func (n *network) deliver(to *member, p *parcel) {
	n.tally.arrived(p.flow, p.length, p.payload, time.Now())
	n.write(to, p)
}

func (n *network) write(to *member, p *parcel) {
	if _, err := to.port.Write(p.bytes()); err != nil {
		n.refused.Add(1)
	}
	parcels.Put(p)
}
