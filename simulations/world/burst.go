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
	from         *socket
	leftAt       time.Duration // when the last block has left the sender's uplink
	duration     time.Duration // from the first block to the last, on the sender's uplink
	to           *Node
	file         messages.InfoHash // the file that the sender reads from
	span         messages.Span
	blockSize    int
	queue        uint8
	mark         uint32
	singly       bool   // the sender does not use segmentation offload
	mask         uint64 // the blocks of the span that are in the burst
	wrong        uint64 // those of mask whose bytes are not the file's
	corrupt      uint64 // those of mask in which the checksum finds a flipped bit
	duplicated   uint64 // those of mask that arrive twice
	pastDownlink bool   // the burst has passed the receiver's downlink
}

// payload returns how many bytes of the file are in the blocks of the span that a mask names.
func (b *burst) payload(mask uint64) int64 {
	span := b.span
	span.Mask = mask
	return int64(span.Payload(b.blockSize))
}

// wireSize returns how many bytes the burst takes on a link, with all headers and duplicates.
func (b *burst) wireSize() int64 {
	count := bits.OnesCount64(b.mask) + bits.OnesCount64(b.duplicated)
	return int64(count)*(messages.IPv4Headers+wire.BlockHeaderLength) + b.payload(b.mask) + b.payload(b.duplicated)
}

// retain drops all blocks from the burst that are not in mask.
func (b *burst) retain(mask uint64) {
	b.mask &= mask
	b.wrong, b.corrupt, b.duplicated = b.wrong&mask, b.corrupt&mask, b.duplicated&mask
}

// sendBurst sends a burst over the receiver's link. Loss, duplication, corruption and reordering are drawn for each
// block separately. Reordered blocks travel as a burst of their own that arrives later.
func (n *Network) sendBurst(b *burst) {
	if b.to == nil || n.partitioned(b.from.id(), b.to.id) {
		n.counts.Lost += uint64(bits.OnesCount64(b.mask))
		return
	}
	c, random := b.to.connection, b.from.connection().random
	lost := random.sample(b.mask, c.link.Loss) | b.oversized(c.link)
	if !b.singly && bits.OnesCount64(b.mask) > 1 {
		lost |= random.sample(b.mask, c.link.BatchLoss)
	}
	n.counts.Lost += uint64(bits.OnesCount64(lost))
	b.retain(^lost)
	b.corrupt = random.sample(b.mask, c.link.Corrupt)
	b.duplicated = random.sample(b.mask, c.link.Duplicate)
	n.counts.Duplicated += uint64(bits.OnesCount64(b.duplicated))
	late := random.sample(b.mask, c.link.Reorder)
	n.counts.Reordered += uint64(bits.OnesCount64(late))

	at := c.arrival(b.from.connection(), b.leftAt, true)
	if late != 0 {
		reordered := *b
		reordered.retain(late)
		b.retain(^late)
		n.world.plan(&b.to.site, at+c.reorderDelay(random), &reordered)
	}
	if b.mask != 0 {
		n.world.plan(&b.to.site, at, b)
	}
}

// oversized returns the mask of the blocks that are too large for a link's MTU.
func (b *burst) oversized(link Link) uint64 {
	if link.carries(blockWireSize(b.blockSize)) {
		return 0
	}
	tooLong := b.mask
	if last := messages.Blocks(int64(b.span.Length),
		b.blockSize) - 1; link.carries(blockWireSize(blockLength(b.span, b.blockSize, last))) {
		tooLong &^= 1 << last
	}
	return tooLong
}

// happen takes the burst to the receiver's downlink, and from there to its socket.
func (b *burst) happen() {
	n := b.to.network()
	if b.from.endedBefore(b.leftAt) || b.to.socket == nil {
		n.counts.Lost += uint64(bits.OnesCount64(b.mask))
		return
	}
	if !b.pastDownlink {
		if kept, full := b.to.holdBack(b); kept {
			return
		} else if full {
			n.counts.Lost += uint64(bits.OnesCount64(b.mask))
			return
		}
		b.pastDownlink = true
		if through := b.enqueue(n); b.mask != 0 && through > n.world.now {
			n.world.plan(&b.to.site, through, b)
			return
		}
	}
	n.counts.Corrupted += uint64(bits.OnesCount64(b.corrupt))
	b.retain(^b.corrupt)
	if b.mask != 0 {
		receiver := b.to.socket
		receiver.deliver(b)
	}
}

// enqueue puts the burst into the downlink's queue and returns the instant at which its last block has passed the
// downlink. Its last block arrives now and its first one arrived b.duration earlier, so a downlink that is as fast as
// the sender's uplink adds no delay. Blocks for which the queue has no space are lost.
func (b *burst) enqueue(n *Network) time.Duration {
	c, now := b.to.connection, n.world.now
	if c.downBlocks.rate <= 0 {
		return now
	}
	size, first := b.wireSize(), now-b.duration
	drained := int64(float64(b.duration) * float64(c.downBlocks.rate) / float64(time.Second))
	available := c.link.Queue + drained - c.downBlocks.backlog(first)
	if size > available {
		fits := int(max(available, 0) * int64(bits.OnesCount64(b.mask)) / size)
		kept := lowestBits(b.mask, fits)
		n.counts.Lost += uint64(bits.OnesCount64(b.mask &^ kept))
		b.retain(kept)
		size = b.wireSize()
	}
	return max(c.downBlocks.push(first, size), now)
}

// lowestBits returns the count lowest bits of a mask.
func lowestBits(mask uint64, count int) uint64 {
	kept := uint64(0)
	for ; count > 0 && mask != 0; count-- {
		kept |= mask & -mask
		mask &= mask - 1
	}
	return kept
}

// deliver puts the blocks into the buffer of their stream and reports them to the owner's path.
func (s *socket) deliver(b *burst) {
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
	repeated := bits.OnesCount64(b.mask&^fresh) + bits.OnesCount64(b.duplicated)
	w.network.counts.Repeated += uint64(repeated)
	payload := b.payload(fresh)
	s.node.traffic.Landed += payload
	b.from.traffic().Useful += payload
	path, connected := s.paths[b.from.addr]
	if !connected {
		return
	}
	arrived := &port.BlocksArrived{At: s.node.localTime(), Duplicates: repeated}
	if fresh != 0 {
		arrived.Mark = b.mark
		arrived.Runs = []port.Run{{Stream: b.span.Stream, Span: b.span.ID, First: first, Mask: fresh,
			Bytes: int(payload), Queue: b.queue}}
	}
	w.system.Post(path, arrived)
}
