// Package progress owns what a person or a program sees of running transfers: bars on a terminal, plain lines, or JSON
// objects; the limits that are set; and the table at the end.
//
// It decides nothing about a transfer, and remembers only what it shows. Noting a fact never waits for the terminal:
// one goroutine writes, at most ten times a second, and counts what it must leave out. Text that came from outside is
// shown without control characters.
package progress
