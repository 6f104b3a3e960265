package progress

import (
	"os"

	"golang.org/x/sys/windows"
)

// cursorMoves reports whether the console obeys control sequences. It first switches that mode on.
func cursorMoves(out *os.File) bool {
	var mode uint32
	console := windows.Handle(out.Fd())
	if windows.GetConsoleMode(console, &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
