// Package gate bounds how many TCP connections a server has open: Listener wraps a net.Listener and closes what is too
// much. It owns the count of connections and the choice of which is closed. It never reads or writes a connection, and
// knows no protocol: a server that takes longer than it should over a request is ended by its own timeouts.
//
// # Which connection is closed
//
// There is one limit for all connections. At the limit, a new connection takes the place of an idle one, on which no
// request is in progress. A server reports the phases of its connections by the methods Busy and Idle of Conn. A
// connection is idle until the first call of Busy, so that one that never sends a whole request is among the first to
// go. Of a random sample of connections, an idle one of the network that has most connections is closed, the oldest
// first. A network is an IPv4 address or an IPv6 /64. A network never displaces one that has fewer connections than
// itself. If there is no such connection, the new one is closed.
//
// Idle connections have no limit for each network: a stranger who is cut off connects again at once, and a queue of
// thousands of his connections, ahead of everybody else's, costs more than keeping them. Connections with a request in
// progress do have one, because they cannot give way. Loopback counts as one network, and many clients may stand behind
// it or behind a trusted proxy: their limit is a share of all connections.
//
// # File descriptors
//
// The limit for all is at most what the process may open, less a reserve for everything else: logs, the database, files
// and UDP sockets. If the system has no descriptor left in spite of that, idle connections are closed until it has.
package gate
