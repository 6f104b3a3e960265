// Package trackerudp is the tracker's UDP side. It answers announces and scrapes of BitTorrent clients (BEP 15, 41),
// and implements port.Echo: it sends a Hello to an address of a node and reports the Welcome that comes back. Both use
// one port, that of the tracker's HTTP side, because clients expect the tracker there, and because firewalls let the
// answers of nodes through. The package owns sockets, connection ids and limits. It decides neither who is named to
// whom, nor which addresses are proven: the tracker's actor does.
//
// # Connection ids
//
// A client first asks for a connection id, with a datagram of 16 bytes that is answered with as many. Until the id
// comes back, nothing shows that the client is at its address. The id is made of the time and of a checksum with a key
// over time and address, so that the tracker remembers nothing of those who only ask for one. The key is kept in a
// file: otherwise all clients would have to ask anew after a restart.
//
// # Batches
//
// A worker reads a batch of datagrams with one system call, asks the tracker's actor with one message for all of them,
// and sends the answers with one system call.
package trackerudp
