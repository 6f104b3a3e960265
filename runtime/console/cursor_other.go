//go:build !windows

package console

import "os"

// cursorMoves tells whether the terminal obeys control sequences; outside Windows all do that are not called dumb.
func cursorMoves(*os.File) bool { return true }
