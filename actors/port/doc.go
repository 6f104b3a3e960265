// Package port declares what actors may use of the world, as interfaces: time, randomness, the network, the disk, the
// tracker, spawning and the journal. It also declares the messages between actors that carry PIDs or handles, which
// package messages cannot declare because it imports nothing. It contains no logic.
//
// Every port has a real arm in runtime/ and a virtual arm in simulations/world. Both pass the conformance suite in
// porttest. No call blocks: a call that takes time is answered by a message to the PID given as replyTo.
package port
