//go:build !linux

package udp

import (
	"net"
	"net/netip"
)

// routes knows which packet lengths the routes from this node's interfaces carry. IP fragmentation is not forbidden on
// this system, so probes would prove nothing. Only loopback, which needs no probe, has a known MTU.
type routes struct{}

func newRoutes(*net.UDPConn) routes { return routes{} }

// mtu returns the MTU of the interface through which packets to an address leave, in bytes, or 0 if it is not known.
func (routes) mtu(to netip.AddrPort) int {
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
