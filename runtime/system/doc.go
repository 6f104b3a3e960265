// Package system creates actors. It alone makes Props, and so it alone chooses mailboxes, dispatcher, guard and
// supervision. All actors have the same dispatcher and run on the same clock, which is why a simulation can replay
// them. The package implements port.Spawn for actors and port.Gate for edges. It decides nothing about files, chunks or
// owners.
//
// # Supervision
//
// One strategy restarts actors that panic (strategy.go). The first restart in a window comes at once, each further one
// after twice the delay of the one before. Beyond the limit the actor is stopped, and its parent gets port.ChildGivenUp
// and then Terminated. Each restart notes one ActorRestarted fact. The message that crashed the actor is lost; queued
// messages are kept.
//
// # The guard
//
// A guard stands between the library and each actor (guard.go). It keeps the stack of a panic. It survives panics in
// Stopping, Stopped and Restarting, which the library does not. It withholds messages from an actor that is stopping,
// and returns the credit of an edge's messages once they are handled.
package system
