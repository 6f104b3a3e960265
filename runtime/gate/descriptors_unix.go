//go:build unix

package gate

import (
	"math"
	"syscall"
)

const tooManyOpenHere = syscall.EMFILE

// descriptorLimit returns how many file descriptors the process may have open. Package os has raised the soft limit to
// the hard one when the process started.
func descriptorLimit() uint64 {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return math.MaxUint64 // then an accept that fails shows it
	}
	return uint64(limit.Cur)
}
