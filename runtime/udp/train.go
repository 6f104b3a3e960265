package udp

import (
	"net/netip"

	"swarm/actors/port"
	"swarm/messages/wire"
)

const (
	// trainDatagrams is the most segments that Linux takes in one message (UDP_MAX_SEGMENTS was 64 before 6.9).
	trainDatagrams = 64

	// trainBytes is the most bytes that one message carries, headers of IP and UDP not counted.
	trainBytes = wire.MaxDatagram
)

// train is datagrams to one address, one behind the other.
type train struct {
	to    netip.AddrPort
	data  []byte
	size  int // of each datagram but the last, which may be shorter, bytes
	count int // datagrams; kept by the sender alone

	singly bool // it may not leave whole
}

// takes tells how many datagrams of size bytes of an answer fit behind those that are there.
func (t *train) takes(answer port.Answer, size int) int {
	if t.count == 0 {
		return min(trainDatagrams, trainBytes/size)
	}
	if t.to != answer.To || t.size != size || t.singly != answer.Singly || len(t.data) != t.count*t.size {
		return 0
	}
	return min(trainDatagrams-t.count, (trainBytes-len(t.data))/size)
}

func (t *train) reset() { t.data, t.count, t.singly = t.data[:0], 0, false }
