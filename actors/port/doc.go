// Package port is what actors may touch of the world: time, randomness, the network, the disk, the tracker, spawning and
// the journal, as interfaces; and the messages that carry such things or PIDs from actor to actor, which package messages
// cannot hold because it imports nothing. Nothing here does anything.
//
// Every port has a real arm in runtime/ and a virtual arm in simulations/world, and both pass one conformance suite, which is
// in porttest.
// No call blocks: what takes time is answered by a message to the PID given as replyTo.
package port
