package udp

import "swarm/messages/wire"

// packetWriter sends control packets. It has its own goroutine, so that requests do not wait for blocks that are read
// from a slow disk.
type packetWriter struct {
	outlet  outlet
	packets *packetQueue
	tally   *tally
	trains  []*train // memory for one datagram each
}

func newPacketWriter(outlet outlet, packets *packetQueue, tally *tally) *packetWriter {
	p := &packetWriter{outlet: outlet, packets: packets, tally: tally}
	for range batchDatagrams {
		p.trains = append(p.trains, &train{data: make([]byte, 0, minDatagramMemory)})
	}
	return p
}

// run sends packets until the queue or the socket is closed.
func (p *packetWriter) run() {
	for {
		taken, ok := p.packets.take()
		if !ok {
			return
		}
		for len(taken) > 0 {
			n := min(len(taken), len(p.trains))
			if p.outlet.send(p.write(taken[:n])) != nil {
				return
			}
			taken = taken[n:]
		}
	}
}

// write encodes packets as datagrams. It skips and counts packets that cannot be encoded or addressed.
func (p *packetWriter) write(some []queuedPacket) []*train {
	count := 0
	for _, one := range some {
		t := p.trains[count]
		data, err := wire.Append(t.data[:0], one.packet)
		if err != nil || !one.to.IsValid() || one.to.Port() == 0 {
			p.tally.sendErrors.Add(1)
			continue
		}
		t.to, t.data, t.size, t.source = one.to, data, len(data), one.source
		count++
	}
	return p.trains[:count]
}
