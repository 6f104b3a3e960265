// Package world is the virtual runtime: one actor system on a seeded single-threaded scheduler, with a virtual clock,
// network, disk and tracker's edge behind the ports of actors/port. The production actors run on it unchanged, and one
// seed gives one trace, bit for bit, whatever GOMAXPROCS or the machine's load.
//
// It decides nothing about files, chunks or owners: it is time, chance and distance. It never reads the machine's clock,
// never starts a goroutine and never holds a file's bytes: content is a function of the file and the offset, so a
// thousand copies of a large file cost a few bits each, and yet a wrong block is found out.
//
// # How time passes
//
// Mailboxes that have work stand in a queue of turns; events stand in an agenda ordered by (time, sequence). A step takes
// the next event, moves the clock to it, lets it act, and then runs turns until none is left. Nothing happens outside
// Step, RunFor and RunUntil, apart from what the caller does itself: Crash and Stop run the turns that end an actor.
// Actors take no virtual time: computing is free here, and links and disks are what costs.
//
// # Rooms
//
//   - world.go, options.go, run.go, window.go, site.go, agenda.go, turns.go: the world, its steps and its order
//   - clock.go, rand.go, journal.go, trace.go, book.go, listener.go: time, chance, and what is written down
//   - node.go, host.go, life.go: nodes, their incarnations, crash and restart
//   - facts.go, inspect.go: what the world tells of itself, and what can be seen of it
//   - link.go, network.go, socket.go, packet.go, ticket.go, serve.go, burst.go, stream.go: the network
//   - hold.go, skew.go, boast.go, flood.go, forge.go: what may go wrong with a node
//   - disk.go, store.go, volume.go, buffer.go, content.go: the disk
//   - tracker.go, http.go, ledger.go: the tracker, the road to it and its memory
//
// # What it leaves out
//
// HTTP rides on TCP, which hides loss: here it costs a delay, and a partition cuts it. A socket's receive buffer never
// overflows, because nobody is slow to read. Blocks of a span travel together as one burst, at most Options.BurstTime of
// their sender's uplink long, though loss, duplication, reordering and corruption are drawn for each block alone.
package world
