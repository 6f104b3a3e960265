// Package logging owns the log files: one for each node and one for the tracker. It turns facts into lines, one event
// each, in the specification's words (registered, owned, needed, chunk requested, chunk received, verified, uploaded,
// left, expired …), and it takes the actor library's own lines in.
//
// A Log never blocks who notes a fact and never fails them: a bounded queue and one goroutine stand between them and the
// disk. What does not fit, what repeats too fast and what the disk would not take is counted, and the log says so.
//
// It decides nothing and reads no log back. Rotation is lumberjack's work; that library keeps one idle goroutine for each
// file until the process ends.
package logging
