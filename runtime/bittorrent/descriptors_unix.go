//go:build unix

package bittorrent

import "syscall"

// connectionLimit returns how many connections an edge has at most. Package os has raised the soft limit of descriptors
// to the hard one when the process started.
func connectionLimit() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return defaultConnections
	}
	return int(min(defaultConnections, uint64(limit.Cur)/descriptorPart))
}
