// Package logging owns the log files: one for each node and one for the tracker. It writes one line for each fact and
// uses the specification's names for events (registered, owned, needed, chunk requested, chunk received, verified,
// uploaded, left, expired …). It also writes the lines that the actor library logs.
//
// Noting a fact never blocks and never fails: facts pass through a bounded queue to a goroutine that writes them. Lines
// that find the queue full, repeat too often or cannot be written are counted, and the log reports their number.
//
// The package decides nothing and reads no log. Lumberjack rotates the files; it keeps one idle goroutine for each file
// until the process ends.
package logging
