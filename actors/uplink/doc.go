// Package uplink shares a node's sending between its receivers. All seeders of a node hand what they granted to the one
// uplink, which keeps a queue for each receiver, serves the queues in turn, and gives the network's edge only as much as
// keeps it busy: what has not left yet can still be shared fairly.
//
//	receives                      sends
//	*port.Grant from a seeder     Network.Serve; *messages.Refusal "busy" for what is over a limit
//	*port.Served from the edge    Network.Serve with what comes next
//	*port.ServeFailed             the same, to the seeder that granted it
package uplink
