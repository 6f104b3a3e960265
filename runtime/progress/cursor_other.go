//go:build !windows

package progress

import "os"

// cursorMoves reports whether the terminal obeys control sequences. Outside Windows all do, except those that TERM
// calls dumb.
func cursorMoves(*os.File) bool { return true }
