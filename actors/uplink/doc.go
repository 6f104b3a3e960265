// Package uplink shares a node's sending between its receivers, and keeps it within the limits that were set. All seeders
// of a node hand what they granted to the one uplink, which keeps a queue for each receiver, serves the queues in turn, and
// gives the network's edge only as much as keeps it busy: what has not left yet can still be shared fairly.
//
// Within a queue each file has a lane, and a file at its limit holds up its own lanes alone. What counts is payload, new or
// sent again; the limit of the node and the file's both hold (package budget). Of an answer that is larger than what may
// go now the first blocks are sent. Under low limits turns are short, so that receivers share them evenly too.
//
// Few receivers are served at a time (see slots), and others told that this node is busy, and when there is a place for them
// (Unchoke). More are served while the uplink has time to spare (see spare), and when it has and nobody waits, a seeder is
// told, so that somebody may be invited (see leisure).
//
//	receives                      sends
//	*port.Grant from a seeder     Network.Serve, and *port.Admitted to a seeder that wants to know;
//	                              *messages.Refusal "busy" for what is over a limit, or has no place
//	*port.Served from the edge    Network.Serve with what comes next; *messages.Unchoke to whose turn it is
//	*port.ServeFailed             the same, to the seeder that granted it
//	*messages.Limits              Network.Serve with what may be sent now
//	roomDue (its own timer)       the same
//	placeDue (its own timer)      *messages.Unchoke to whose turn it is
//	leisureDue (its own timer)    *port.UplinkIdle to one seeder after the other
//	*port.SeederBegan             nothing: seeders are known from it, until they stop
package uplink
