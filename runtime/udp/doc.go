// Package udp implements port.Network with a UDP socket. It owns a node's only datagram socket, the tickets against
// reflection attacks, the tables of connected paths and published files, and the streams that collect the blocks of
// chunks in flight. It never decides what to request, from whom, how fast to send, or when a block is lost: actors do.
// It never touches a file: it reads payload from a port.Source and writes payload to a port.Buffer.
//
// # Goroutines
//
//   - receive reads batches of datagrams, places blocks, answers Hello, refuses stale tickets and posts to mailboxes.
//   - packetWriter sends control packets, which wait in a bounded queue.
//   - sender reads granted blocks from their sources into trains of datagrams, and sends the trains.
//   - reportRegularly passes counters that changed to Options.Report, once a minute.
//   - pump runs only without batched system calls. It reads single datagrams for receive.
//
// # From a batch to messages
//
// A batch is all datagrams that can be read at one moment, up to a limit. Its blocks are placed one by one. New blocks
// are merged into runs by stream and span, and each path is posted at most one *port.BlocksArrived per batch.
//
// # Trains and offload
//
// A train is a sequence of datagrams of equal size to one address; only the last may be shorter. Linux sends a train as
// one message that it cuts into datagrams (UDP_SEGMENT), and returns a received train as one message (UDP_GRO). If the
// kernel lacks these options, Options.Offload forbids them or a device refuses them, trains are sent as single
// datagrams.
//
// # Full queues of this host
//
// Blocks wait above the socket while as many bytes wait below it as leave the host in a few milliseconds (Linux:
// SIOCOUTQ). The kernel would drop silently what a device's queue cannot take.
//
// # Several addresses
//
// A socket that is bound to no single address answers from the address that was asked (Linux: IP_PKTINFO and
// IPV6_PKTINFO). What this node asks for itself leaves from the address that the kernel chooses.
//
// # Limits
//
// The following are bounded: queued control packets and answers, messages in one seeder's or path's mailbox, cached
// tickets, remembered source addresses, refusals per second, and the memory of a batch. Actors bound the number of
// streams, paths and published files.
package udp
