package udp

import (
	"net/netip"

	"swarm/actors/port"
	"swarm/messages/wire"
)

const (
	// trainDatagrams is the maximum number of datagrams in a train: Linux before 6.9 cuts a message into at most 64
	// (UDP_MAX_SEGMENTS).
	trainDatagrams = 64

	// trainBytes is the maximum length of a train, without IP and UDP headers.
	trainBytes = wire.MaxDatagram
)

// train is a sequence of datagrams to one address, stored one after another.
type train struct {
	to     netip.AddrPort
	data   []byte
	source netip.Addr // the address of this node that it leaves from; if zero, the kernel chooses
	size   int        // length of each datagram but the last, which may be shorter, bytes
	count  int        // number of datagrams; only the sender sets it

	singly bool // the datagrams must leave one by one, not as one segmented message
}

// capacityFor returns how many more datagrams of size bytes of an answer fit into the train.
func (t *train) capacityFor(answer port.Answer, size int) int {
	if t.count == 0 {
		return min(trainDatagrams, trainBytes/size)
	}
	if t.to != answer.To || t.size != size || t.singly != answer.Singly || len(t.data) != t.count*t.size {
		return 0
	}
	return min(trainDatagrams-t.count, (trainBytes-len(t.data))/size)
}

func (t *train) reset() { t.data, t.count, t.singly = t.data[:0], 0, false }

// totalBytes returns the length of several trains together.
func totalBytes(trains []*train) int {
	total := 0
	for _, t := range trains {
		total += len(t.data)
	}
	return total
}
