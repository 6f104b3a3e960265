//go:build !unix

package bittorrent

// connectionLimit returns how many connections an edge has at most: Windows does not limit descriptors.
func connectionLimit() int { return defaultConnections }
