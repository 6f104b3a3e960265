package udp

import (
	"net"
	"net/netip"

	"golang.org/x/sys/unix"
)

// routes knows which packet lengths the routes from this node's interfaces carry.
type routes struct{ unfragmented bool }

// newRoutes forbids IP fragmentation on the socket. A datagram that is too long for this node's own interface is
// refused, and one that is too long for a later link is lost. So a probe that arrives proves that the path carries its
// length (RFC 8899, section 4.2). ICMP messages about packet sizes are ignored, because anybody can forge them (RFC
// 8201, section 6). If the system cannot forbid fragmentation, mtu returns 0 and nothing is probed.
func newRoutes(conn *net.UDPConn) routes {
	raw, err := conn.SyscallConn()
	if err != nil {
		return routes{}
	}
	forbidden := false
	_ = raw.Control(func(fd uintptr) { // Control fails only if the socket is closed, and then nothing is sent.
		name, err := unix.Getsockname(int(fd))
		if err != nil {
			return
		}
		// An IPv6 socket sends IPv4 packets too, for IPv4-mapped addresses. The IPv4 option applies to them.
		forbidden = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_PROBE) == nil
		if _, ipv6 := name.(*unix.SockaddrInet6); ipv6 {
			err = unix.SetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_PROBE)
			forbidden = forbidden && err == nil
		}
	})
	return routes{unfragmented: forbidden}
}

// mtu returns the MTU of the interface through which packets to an address leave, in bytes, or 0 if it is not known. It
// connects a temporary socket to the address and asks the kernel; nothing is sent.
func (r routes) mtu(to netip.AddrPort) int {
	if !r.unfragmented || !to.IsValid() {
		return 0
	}
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(to))
	if err != nil {
		return 0
	}
	defer func() { _ = conn.Close() }() // An error does not matter: nothing was written.
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0
	}
	mtu := 0
	_ = raw.Control(func(fd uintptr) { // Control cannot fail: no other goroutine knows the socket.
		if to.Addr().Is4() {
			mtu, err = unix.GetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_MTU)
		} else {
			mtu, err = unix.GetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_MTU)
		}
	})
	if err != nil {
		return 0
	}
	return mtu
}
