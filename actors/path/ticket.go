package path

import (
	"time"

	"swarm/messages"
)

// helloEvery is how often Hello is repeated: an owner that lives answers within its round trip, and on a path that loses
// two of five datagrams about one in three exchanges succeeds, so that silenceLimit allows enough of them.
const helloEvery = 100 * time.Millisecond

// ticket is what the owner gave this node to show with each request.
type ticket struct {
	valid bool
	value messages.Ticket
	nonce uint64
	said  time.Time // when Hello was last said
}

// greet says Hello.
func (a *Actor) greet(now time.Time) {
	a.ticket.valid = false
	if a.ticket.nonce == 0 {
		a.ticket.nonce = a.node.Rand.Uint64()
	}
	a.ticket.said = now
	a.owed(now)
	a.node.Network.Send(a.owner, &messages.Hello{Nonce: a.ticket.nonce})
}

// knock says Hello to an owner whose ticket holds good, to learn whether it lives: its edge answers that at once, however
// long its queue of blocks is.
func (a *Actor) knock(now time.Time) {
	if a.ticket.nonce == 0 {
		a.ticket.nonce = a.node.Rand.Uint64()
	}
	a.ticket.said = now
	a.node.Network.Send(a.owner, &messages.Hello{Nonce: a.ticket.nonce})
}

func (a *Actor) welcomed(welcome *messages.Welcome, now time.Time) {
	if a.ticket.valid && welcome.Nonce == a.ticket.nonce {
		a.ticket.value, a.ticket.nonce = welcome.Ticket, 0
	}
	if a.ticket.valid || welcome.Nonce != a.ticket.nonce {
		return
	}
	a.ticket.valid, a.ticket.value, a.ticket.nonce = true, welcome.Ticket, 0
	a.rtt.sample(now.Sub(a.ticket.said), now)
}
