// Package tracker holds the roster of nodes and the catalogue of who owns which file. It answers the five modes of the
// specification (section V) and the queries of users. It never opens a socket, never reads a clock of its own, and
// never writes the database itself: the Ledger port does.
//
// # A node's life
//
//	           REGISTER              REGISTER (renews)
//	unknown ───────────────▶ registered ◀──┐
//	   ▲                      │   │   └────┘
//	   │   EXIT               │   │
//	   ├──────────────────────┘   │ lease ends: one tracker interval of silence
//	   └──────────────────────────┘
//
// Each registered node has a child actor, its Lease. When the lease ends, the tracker gets Terminated and drops
// everything about the node. A crash of the lease or of the tracker's actor neither shortens nor lengthens the lease. A
// tracker that starts from its database gives each node a full lease, because it cannot know how long it was down.
//
// # What the tracker receives and sends
//
//	receives              from             does
//	*port.AskedTracker    the HTTP edge    one reply to ReplyTo: *messages.Registered, *Owned, *Owners, *Updated,
//	                                       *Exited or *Refused
//	*port.AskedSwarms     the HTTP edge    the same message to ReplyTo, with the replies to announces and scrapes
//	                      or the UDP edge
//	*port.AskedView       the HTTP edge    one *messages.Viewed to ReplyTo
//	*port.Echoed          the Echo         notes that an address is proven
//	*hellosDue            the Clock        sends the next Hellos to addresses that are being proven
//	*stockDue             the Clock        forgets BitTorrent peers that are silent
//	*overdue              a lease          replies with the time of the node's last REGISTER
//	*actor.Terminated     a lease          forgets the node, or spawns a lease if it was renewed meanwhile
//	*port.ChildGivenUp    supervision      forgets the node
//
// # What a lease receives and sends
//
//	receives    from           does
//	*leaseDue   the Clock      sends *overdue to the tracker
//	*renew      the tracker    ends the lease, or waits for the rest of it
//
// # BitTorrent peers
//
// A BitTorrent peer announces itself (BEP 3), and has neither a node id nor a token nor a lease. stockpeers.go keeps
// these peers, for as long as they announce, in memory alone. A swarm has the peers of one hash of 20 bytes. Native
// owners that speak BitTorrent are named to its peers as well (natives.go), and its peers to native nodes that NEED the
// file. The swarms of the two hashes of a hybrid torrent are not mixed; claims.go says which hash belongs to which
// file.
//
// # Policies
//
// choice.go chooses the owners that a node is told. frequency.go, group.go and silence.go weigh them. admission.go and
// newcomers.go decide who may register. candidate.go lists the addresses at which a node may be, proofs.go decides when
// which of them is sent a Hello, and audience.go which of them a node is told. Where nothing is proven, destination.go
// decides which address is believed. limits.go and stockpeers.go bound what the tracker remembers. divide.go and
// crowd.go choose the peers that a BitTorrent peer is told.
package tracker
