// Package system is where actors come to life: it is the only maker of Props, and so the only place that knows their
// mailboxes, their dispatcher, how they are guarded and how they are supervised. Everything that it spawns, and all the
// children of those, have the same dispatcher and run on the same clock, which is what lets a simulation replay them.
//
// It implements port.Spawn for actors and port.Gate for edges. It decides nothing about files, chunks or owners.
//
// # Supervision
//
// An actor that panics is restarted by one strategy (strategy.go): the first restart in a window comes at once, each
// further one after twice the delay of the one before; beyond the limit the actor is stopped and its parent is told with
// port.ChildGivenUp, ahead of Terminated. Each restart is one ActorRestarted fact. The message that crashed an actor is
// lost, queued ones survive.
//
// # The guard
//
// Between the library and each actor stands a guard (guard.go). It keeps the stack of a panic, survives panics in
// Stopping, Stopped and Restarting, which the library does not, withholds messages from an actor that is stopping, and
// gives back the credit of an edge's messages once they are dealt with.
package system
