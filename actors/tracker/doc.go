// Package tracker holds the swarm's memory: the roster of nodes and the catalogue of who owns which file. It answers the
// five modes of the specification (section V) and the questions of people, and nothing else: it never opens a socket,
// never reads a clock of its own, and never writes the database, which the Ledger port does.
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
// Each registered node has a child, its Lease, whose life is the node's lease. The tracker hears of its end by
// Terminated and drops everything about the node. What is left of a lease outlives crashes of the lease and of the tracker's
// actor; a tracker that starts from its files gives each node one lease anew, for it cannot know how long it was down.
//
// # What the tracker receives and sends
//
//	receives              from             does
//	*port.AskedTracker    the HTTP edge    one reply to ReplyTo: *messages.Registered, *Owned, *Owners, *Updated,
//	                                       *Exited or *Refused
//	*port.AskedView       the HTTP edge    one *messages.Viewed to ReplyTo
//	*overdue              a lease          tells the lease when its node was heard of
//	*actor.Terminated     a lease          forgets the node, or leases again if a renewal crossed the end
//	*port.ChildGivenUp    supervision      forgets the node
//
// # What a lease receives and sends
//
//	receives    from           does
//	*leaseDue   the Clock      sends *overdue to the tracker
//	*renew      the tracker    ends the lease, or sleeps for what is left of it
//
// # Rooms
//
// actor.go and lease.go receive; register.go, own.go, need.go, update.go, exit.go and view.go answer; roster.go and
// catalogue.go hold the state, which owners.go, weights.go and ordered.go index; choice.go, destination.go and token.go
// are the policies.
package tracker
