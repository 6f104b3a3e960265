package path

import (
	"time"

	"swarm/messages"
)

const (
	// helloEvery is how long the first Hello is given to be answered; each later one is given half as long again. On a path
	// that loses two of five datagrams about one in three exchanges succeeds, and silenceLimit allows seven of them. A
	// Hello is as long as a datagram can be: ten a second to each owner would fill a slow uplink, and never be answered.
	helloEvery = 100 * time.Millisecond
	// mostHello is the longest that one is given.
	mostHello = time.Second
)

// ticket is what the owner gave this node to show with each request.
type ticket struct {
	valid bool
	value messages.Ticket
	nonce uint64
	said  time.Time // when Hello was last said
	tries int       // how often it was said with this nonce
}

// again is when Hello may be said again.
func (t *ticket) again() time.Time {
	wait := helloEvery
	for try := 1; try < t.tries && wait < mostHello; try++ {
		wait += wait / 2
	}
	return t.said.Add(min(wait, mostHello))
}

// greet says Hello, and does nothing else until it is answered.
func (a *Actor) greet(now time.Time) {
	a.ticket.valid = false
	a.pace = pacer{}
	a.owed(now)
	a.knock(now)
}

// knock says Hello. To an owner whose ticket holds good it is said to learn whether the owner lives: its edge answers that
// at once, however long its queue of blocks is.
func (a *Actor) knock(now time.Time) {
	if a.ticket.nonce == 0 {
		a.ticket.nonce, a.ticket.tries = a.ports.Rand.Uint64(), 0
	}
	a.ticket.said = now
	a.ticket.tries++
	a.knocks++
	a.ports.Network.Send(a.owner, &messages.Hello{Nonce: a.ticket.nonce})
}

func (a *Actor) welcomed(welcome *messages.Welcome, now time.Time) {
	if a.ticket.nonce == 0 || welcome.Nonce != a.ticket.nonce {
		return
	}
	// Which of several Hellos is answered is not known (Karn's algorithm: RFC 6298, section 3), and what a knock takes says
	// nothing of how long blocks take.
	if !a.ticket.valid && a.ticket.tries == 1 {
		a.rtt.sample(now.Sub(a.ticket.said), now)
	}
	a.ticket.valid, a.ticket.value, a.ticket.nonce = true, welcome.Ticket, 0
}
