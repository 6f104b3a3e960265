package cli

import (
	"io"
	"os"

	"golang.org/x/term"
)

// IsTerminal tells whether a person looks at what is written.
func IsTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// Width gives a function that tells the columns of a terminal, now; nil when there is none.
func Width(out io.Writer) func() int {
	file, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return nil
	}
	return func() int {
		width, _, err := term.GetSize(int(file.Fd()))
		if err != nil || width <= 0 {
			return 80 // what terminals have had since the VT100
		}
		return width
	}
}
