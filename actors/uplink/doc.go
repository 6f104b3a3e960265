// Package uplink divides a node's sending among its receivers and keeps it within the upload limits. All seeders of a
// node hand their grants to the one uplink. It keeps a queue for each receiver, serves the queues in turn, and hands
// the network's edge only as much as keeps the edge busy, because what is still queued here can be shared fairly.
//
// A receiver's queue is divided by file, so that a file at its limit holds up no other file. Limits count payload, new
// or retransmitted; the limit of the node and that of the file both hold (package budget). If an answer is larger than
// what may be sent now, its first blocks are sent. Low limits shorten the turns, so that receivers share them evenly.
//
// What was sent to a receiver and not confirmed by it is bounded (outstanding.go): each block carries a mark, which the
// receiver's next request sends back. The queue of a receiver that has to confirm more first is held (held.go).
//
// BitTorrent peers have turns too. Their remotes draw on the uplink, and send by themselves what it allows (draw.go).
//
// Few receivers are served at a time (slots.go). The others are told that the node is busy, and are told by an Unchoke
// when a slot is free for them. More are served while the uplink has spare capacity (spare.go). When it has spare
// capacity and nobody waits, it tells a seeder, which may unchoke a follower (idle.go).
//
//	receives                      sends
//	*port.Grant from a seeder     Network.Serve, also with what was held;
//	                              *port.Admitted to a seeder that asked to be told;
//	                              *messages.Refusal "busy" for what exceeds a bound or has no slot
//	*port.Redeem from a seeder    *port.Redeemed to it, if what a receiver confirms was sent
//	*port.Served from the edge    Network.Serve with the next answers; *messages.Unchoke to the next receiver
//	*port.ServeFailed             the same, to the seeder that granted the answer
//	*messages.Limits              Network.Serve with what may be sent now
//	budgetDue (its own timer)     the same
//	placeDue (its own timer)      *messages.Unchoke to the next receiver
//	leisureDue (its own timer)    *port.UplinkIdle to one seeder after the other
//	*port.Draw from a remote      *port.Drawn to it, in its turns and within the limits
//	*port.Undraw from a remote    nothing: what was not answered is dropped
//	*port.SeederBegan             nothing: the seeder is remembered until it stops
package uplink
