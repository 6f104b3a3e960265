// Package world is the virtual runtime: one actor system with a single-threaded dispatcher, and a virtual clock,
// network, disk and tracker connection behind the ports of actors/port. The production actors run on it unchanged.
// One seed gives one trace, bit for bit, whatever GOMAXPROCS and the machine's load are.
//
// The package models time, chance and distance. It decides nothing about files, chunks or owners, never reads the
// machine's clock, and never stores a file's bytes: content is a function of the file and the offset. A thousand
// copies of a large file therefore cost one bit for each piece or block, and a wrong block is still detected.
//
// # How time passes
//
// Events wait in an agenda, ordered by their time and an order number; mailboxes with messages wait in the
// dispatcher. The world takes the next event, moves the clock to its time, processes it, and then runs mailboxes
// until all are empty. Events of different sites are processed in windows, see window. Time passes only in RunFor and
// RunUntil; Crash and Close run the mailboxes of actors that stop. Actors take no virtual time: computing is free,
// links and disks are not.
//
// # Files
//
//   - world.go, options.go, run.go, window.go, site.go, agenda.go, dispatcher.go: the world, its steps and their order
//   - clock.go, rand.go, journal.go, trace.go, tracewriter.go, recorder.go: time, chance, and what is recorded
//   - node.go, host.go, incarnation.go: nodes, their incarnations, crash and restart
//   - facts.go, inspect.go: facts of the world, and what can be observed from outside
//   - link.go, network.go, socket.go, packet.go, size.go, ticket.go, serve.go, burst.go, stream.go: the network
//   - heldtraffic.go, skew.go, falseclaims.go, flood.go, forge.go, stranger.go: faults of a node
//   - hellos.go: counts Hellos to hosts that do not answer
//   - disk.go, store.go, volume.go, buffer.go, content.go: the disk
//   - tracker.go, http.go, echo.go, requestqueue.go, ledger.go: the tracker, the connections to and from it,
//     and its database
//
// # What is left out
//
// HTTP uses TCP, which hides loss: here a request only takes time, and a partition stops it. A socket's receive
// buffer never overflows, because no process is slow to read. Blocks of a span travel together as one burst, which
// takes at most Options.BurstTime on its sender's uplink; loss, duplication, reordering and corruption are still
// drawn for each block.
package world
