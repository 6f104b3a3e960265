package udp

import "swarm/messages/wire"

// postman writes control packets. It has a goroutine of its own, so that a slow disk behind the blocks does not hold up
// requests.
type postman struct {
	outlet  outlet
	letters *letters
	tally   *tally
	trains  []*train // one datagram each
}

func newPostman(outlet outlet, letters *letters, tally *tally) *postman {
	p := &postman{outlet: outlet, letters: letters, tally: tally}
	for range batchDatagrams {
		p.trains = append(p.trains, &train{data: make([]byte, 0, leastRoom)})
	}
	return p
}

// run ends when the letters or the socket are closed.
func (p *postman) run() {
	for {
		taken, ok := p.letters.take()
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

// write turns letters into datagrams.
func (p *postman) write(some []letter) []*train {
	count := 0
	for _, one := range some {
		t := p.trains[count]
		data, err := wire.Append(t.data[:0], one.packet)
		if err != nil || !one.to.IsValid() || one.to.Port() == 0 {
			p.tally.sendErrors.Add(1)
			continue
		}
		t.to, t.data, t.size = one.to, data, len(data)
		count++
	}
	return p.trains[:count]
}
