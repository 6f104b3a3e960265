package world

import (
	"math/bits"
	"time"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/wire"
)

// burst is blocks of one span that travel together.
type burst struct {
	from      *socket
	left      time.Duration // when the last block had left its sender
	lasts     time.Duration // from the first block to the last
	to        *Node
	file      messages.InfoHash // whose content it is
	span      messages.Span
	blockSize int
	queue     uint8
	singly    bool
	mask      uint64 // the blocks
	wrong     uint64 // of them: those whose bytes are not the file's
	corrupt   uint64 // of them: those that the checksum finds out
	twice     uint64 // of them: those that come twice
	down      bool   // it is through the downlink
}

// payload is how many bytes of content some of the span's blocks hold.
func (b *burst) payload(mask uint64) int64 {
	total := bits.OnesCount64(mask) * b.blockSize
	if last := messages.Blocks(int64(b.span.Length), b.blockSize) - 1; mask>>last&1 == 1 {
		total -= b.blockSize - blockLength(b.span, b.blockSize, last)
	}
	return int64(total)
}

func (b *burst) wireSize() int64 {
	count := bits.OnesCount64(b.mask) + bits.OnesCount64(b.twice)
	return int64(count)*(messages.IPv4Headers+wire.BlockHeaderLength) + b.payload(b.mask) + b.payload(b.twice)
}

// keep leaves only some of the blocks in the burst.
func (b *burst) keep(mask uint64) {
	b.mask &= mask
	b.wrong, b.corrupt, b.twice = b.wrong&mask, b.corrupt&mask, b.twice&mask
}

// sendBurst carries a burst: chance decides for each block alone. Reordered blocks become a burst of their own.
func (n *Network) sendBurst(b *burst) {
	if b.to == nil || n.apart(b.from.node.id, b.to.id) {
		n.counts.Lost += uint64(bits.OnesCount64(b.mask))
		return
	}
	c, chance := b.to.connection, b.from.node.connection.random
	lost := chance.chances(b.mask, c.link.Loss) | b.tooLong(c.link)
	if !b.singly && bits.OnesCount64(b.mask) > 1 {
		lost |= chance.chances(b.mask, c.link.BatchLoss)
	}
	n.counts.Lost += uint64(bits.OnesCount64(lost))
	b.keep(^lost)
	b.corrupt = chance.chances(b.mask, c.link.Corrupt)
	b.twice = chance.chances(b.mask, c.link.Duplicate)
	n.counts.Duplicated += uint64(bits.OnesCount64(b.twice))
	late := chance.chances(b.mask, c.link.Reorder)
	n.counts.Reordered += uint64(bits.OnesCount64(late))

	at := c.arrival(b.from.node.connection, b.left, true)
	if late != 0 {
		straggler := *b
		straggler.keep(late)
		b.keep(^late)
		n.world.plan(&b.to.site, at+c.later(chance), &straggler)
	}
	if b.mask != 0 {
		n.world.plan(&b.to.site, at, b)
	}
}

// tooLong gives the blocks that a link does not carry.
func (b *burst) tooLong(link Link) uint64 {
	if link.carries(blockWireSize(b.blockSize)) {
		return 0
	}
	long := b.mask
	if last := messages.Blocks(int64(b.span.Length), b.blockSize) - 1; link.carries(blockWireSize(blockLength(b.span, b.blockSize, last))) {
		long &^= 1 << last
	}
	return long
}

// happen brings the burst to the downlink, and from there to the stream.
func (b *burst) happen() {
	n := b.to.world.network
	if b.from.life.overBy(b.left) || b.to.socket == nil {
		n.counts.Lost += uint64(bits.OnesCount64(b.mask))
		return
	}
	if !b.down {
		if kept, full := b.to.holds(b); kept {
			return
		} else if full {
			n.counts.Lost += uint64(bits.OnesCount64(b.mask))
			return
		}
		b.down = true
		if through := b.enqueue(n); b.mask != 0 && through > n.world.now {
			n.world.plan(&b.to.site, through, b)
			return
		}
	}
	n.counts.Corrupted += uint64(bits.OnesCount64(b.corrupt))
	b.keep(^b.corrupt)
	if b.mask != 0 {
		b.to.socket.land(b)
	}
}

// enqueue puts the burst into the downlink's queue and gives the instant at which it is through. Its last block arrives
// now and its first came earlier, so a link that is as fast as the sender's adds nothing. What does not fit is lost.
func (b *burst) enqueue(n *Network) time.Duration {
	c, now := b.to.connection, n.world.now
	if c.down.rate <= 0 {
		return now
	}
	size, first := b.wireSize(), now-b.lasts
	drained := int64(float64(b.lasts) * float64(c.down.rate) / float64(time.Second))
	room := c.link.Queue + drained - c.down.backlog(first)
	if size > room {
		fits := int(max(room, 0) * int64(bits.OnesCount64(b.mask)) / size)
		kept := lowest(b.mask, fits)
		n.counts.Lost += uint64(bits.OnesCount64(b.mask &^ kept))
		b.keep(kept)
		size = b.wireSize()
	}
	return max(c.down.push(first, size), now)
}

// lowest gives the count lowest members of a mask.
func lowest(mask uint64, count int) uint64 {
	kept := uint64(0)
	for ; count > 0 && mask != 0; count-- {
		kept |= mask & -mask
		mask &= mask - 1
	}
	return kept
}

// land puts the blocks into the buffer of their stream and tells the path.
func (s *socket) land(b *burst) {
	w := s.node.world
	t := s.streams[b.span.Stream]
	if t == nil || t.spec.Owner != b.from.addr {
		w.network.counts.Unwanted += uint64(bits.OnesCount64(b.mask))
		return
	}
	first, fresh, ok := t.place(b)
	if !ok {
		w.network.counts.Unwanted += uint64(bits.OnesCount64(b.mask))
		return
	}
	repeated := bits.OnesCount64(b.mask&^fresh) + bits.OnesCount64(b.twice)
	w.network.counts.Repeated += uint64(repeated)
	payload := b.payload(fresh)
	s.node.traffic.Landed += payload
	b.from.node.traffic.Useful += payload
	path, connected := s.paths[b.from.addr]
	if !connected {
		return
	}
	arrived := &port.BlocksArrived{At: s.node.localTime(), Duplicates: repeated}
	if fresh != 0 {
		arrived.Runs = []port.Run{{Stream: b.span.Stream, Span: b.span.ID, First: first, Mask: fresh,
			Bytes: int(payload), Queue: b.queue}}
	}
	w.system.Post(path, arrived)
}
