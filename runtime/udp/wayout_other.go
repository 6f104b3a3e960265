//go:build !linux

package udp

import (
	"net"
	"net/netip"
)

// wayOut knows what the ways out of this node carry. Fragments are not forbidden here, so that nothing can be probed, and
// loopback alone, which needs no probe, is known to carry more than every path does.
type wayOut struct{}

func newWayOut(*net.UDPConn) wayOut { return wayOut{} }

// mtu gives the longest packet that the way out to an address carries, in bytes; 0: it is not known.
func (wayOut) mtu(to netip.AddrPort) int {
	if !to.Addr().IsLoopback() {
		return 0
	}
	interfaces, err := net.Interfaces()
	if err != nil {
		return 0
	}
	for _, i := range interfaces {
		if i.Flags&net.FlagLoopback != 0 {
			return i.MTU
		}
	}
	return 0
}
