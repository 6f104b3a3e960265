//go:build !unix

package gate

import (
	"math"
	"syscall"
)

// tooManyOpenHere is WSAEMFILE, which package syscall does not name (Microsoft, "Windows Sockets Error Codes").
const tooManyOpenHere = syscall.Errno(10024)

// descriptorLimit returns how many file descriptors the process may have open: Windows has no such limit.
func descriptorLimit() uint64 { return math.MaxUint64 }
