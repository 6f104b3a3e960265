package udp

import (
	"net/netip"
	"sync"

	"swarm/messages"
)

// maxQueuedPackets is how many control packets may wait. With 64 to 1,400 bytes each, they leave within a few
// milliseconds.
const maxQueuedPackets = 1024

// maxQueuedReplies limits how many packets may wait before replies to strangers are dropped. A flood of Hellos or of
// Queries must not displace what the node asks of others.
const maxQueuedReplies = maxQueuedPackets / 2

// queuedPacket is a control packet to send.
type queuedPacket struct {
	to     netip.AddrPort
	packet messages.Packet
	source netip.Addr // the address of this node that it leaves from; if zero, the kernel chooses
}

// packetQueue holds the control packets that wait to be sent, so that no actor waits for the kernel.
type packetQueue struct {
	tally *tally

	mu      sync.Mutex
	filled  sync.Cond
	waiting []queuedPacket // invariant: len <= maxQueuedPackets
	spare   []queuedPacket // memory of the packets that take returned last, for reuse
	closed  bool
}

func newPacketQueue(tally *tally) *packetQueue {
	q := &packetQueue{tally: tally}
	q.filled.L = &q.mu
	return q
}

// put queues a packet that asks another node for something, or drops it if the queue is full.
func (q *packetQueue) put(one queuedPacket) { q.queue(one, maxQueuedPackets) }

// reply queues a packet that answers a receiver, or drops it if maxQueuedReplies packets already wait.
func (q *packetQueue) reply(one queuedPacket) { q.queue(one, maxQueuedReplies) }

func (q *packetQueue) queue(one queuedPacket, limit int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || len(q.waiting) >= limit {
		q.tally.packetsDropped.Add(1)
		return
	}
	q.waiting = append(q.waiting, one)
	q.filled.Signal()
}

// take waits for packets and returns all that wait. The slice is valid until the next call. ok is false once the queue
// is closed and empty.
func (q *packetQueue) take() (taken []queuedPacket, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	clear(q.spare)
	for len(q.waiting) == 0 && !q.closed {
		q.filled.Wait()
	}
	taken = q.waiting
	q.waiting, q.spare = q.spare[:0], taken
	return taken, len(taken) > 0 || !q.closed
}

func (q *packetQueue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.filled.Signal()
}
