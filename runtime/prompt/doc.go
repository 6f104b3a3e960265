// Package prompt owns what a person types: the lines of a terminal, with history and completion, the lines of a pipe,
// and the grammar of the commands.
//
// It turns a line into a command and never carries one out. A mistyped line is answered with the line that was probably
// meant.
package prompt
