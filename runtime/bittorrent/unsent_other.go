//go:build !linux

package bittorrent

import "net"

// limitUnsent does nothing: only Linux has such a limit.
func limitUnsent(net.Conn) {}
