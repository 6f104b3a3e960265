// Package console owns what a person sees and types: the prompt with its history and completion, the specification's
// command lines, the progress of downloads as bars, lines or JSON, and the table at the end.
//
// It decides nothing about a transfer and keeps nothing but what it shows. Noting a fact never waits for the terminal:
// one goroutine draws, at most ten times a second, and what does not fit is counted. Text that came from outside is
// shown without its control characters.
package console
