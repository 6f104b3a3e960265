package progress

import (
	"io"
	"os"

	"golang.org/x/term"
)

// Kind is the form in which progress is shown.
type Kind uint8

const (
	Bars  Kind = iota // bars that are drawn over, for a terminal
	Lines             // plain lines, for a pipe or above a prompt
	JSON              // one JSON object a line, for a program
)

// KindFor returns the kind that suits an output: JSON if the user asked for it, Bars on a terminal that can move its
// cursor, otherwise Lines.
func KindFor(out io.Writer, asJSON bool) Kind {
	if asJSON {
		return JSON
	}
	file, ok := out.(*os.File)
	if ok && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(file.Fd())) && cursorMoves(file) {
		return Bars
	}
	return Lines
}

// WidthOf returns a function that returns the current number of columns of a terminal, or 0 if out is no terminal.
func WidthOf(out *os.File) func() int {
	return func() int {
		columns, _, err := term.GetSize(int(out.Fd()))
		if err != nil {
			return 0
		}
		return columns
	}
}
