// Package udp is the real arm of port.Network: it owns a node's one datagram socket, and with it the tickets, the tables
// of who is to be told of what, and the places of the blocks in flight. It never decides what to ask, from whom, when
// something is lost or how fast to send: actors do. It never touches a file: it reads payload through port.Source and
// places payload through port.Buffer. It logs nothing; it counts.
//
// # Goroutines
//
//	receive   reads batches of datagrams, places blocks, answers Hello, refuses stale tickets, posts to mailboxes
//	postman   writes control packets, which wait in a bounded queue
//	sender    reads granted blocks from their sources into trains of datagrams, and writes the trains
//	reports   passes changed counters to Options.Report, once a minute
//	pump      only without batched system calls: reads single datagrams for receive
//
// # How a batch becomes messages
//
// All that was readable at one moment, up to a limit, is one batch. Its blocks are placed one by one; what is new is
// merged into runs by stream and span, and each path gets at most one *port.BlocksArrived for all of the batch.
//
// # Trains and offload
//
// A train is datagrams of one size to one address, of which only the last may be shorter: what Linux sends as one
// segmented message (UDP_SEGMENT) and hands out again as one (UDP_GRO). Where that is missing, forbidden by
// Options.Offload, or refused by a device, the same trains leave as single datagrams.
//
// # What is bounded
//
// Queues of control packets and of answers to send, messages that wait in one seeder's or path's mailbox, verified
// tickets that are remembered, refusals per second, and the memory of one batch. Streams, paths and published files are
// bounded by the actors that open them.
package udp
