package udp

import (
	"net"
	"net/netip"

	"golang.org/x/sys/unix"
)

// wayOut knows what the ways out of this node carry.
type wayOut struct{ unfragmented bool }

// newWayOut forbids fragments: a datagram that is too long for the way out is refused, and one that is too long further on
// is lost, so that a probe which arrives has shown something (RFC 8899, section 4.2). What routers say of sizes is not
// listened to, since anybody can say it (RFC 8201, section 6); actors find out. A system that does not do so probes nothing.
func newWayOut(conn *net.UDPConn) wayOut {
	raw, err := conn.SyscallConn()
	if err != nil {
		return wayOut{}
	}
	forbidden := false
	_ = raw.Control(func(fd uintptr) { // It fails when the socket is closed, and then nothing is sent.
		name, err := unix.Getsockname(int(fd))
		if err != nil {
			return
		}
		// A socket of IPv6 takes IPv4 as mapped addresses, for which the option of IPv4 holds.
		forbidden = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_PROBE) == nil
		if _, ipv6 := name.(*unix.SockaddrInet6); ipv6 {
			err = unix.SetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_PROBE)
			forbidden = forbidden && err == nil
		}
	})
	return wayOut{unfragmented: forbidden}
}

// mtu gives the longest packet that the way out to an address carries, in bytes, as a socket that is connected to it sees
// it; nothing is sent. 0: it is not known.
func (w wayOut) mtu(to netip.AddrPort) int {
	if !w.unfragmented || !to.IsValid() {
		return 0
	}
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(to))
	if err != nil {
		return 0
	}
	defer func() { _ = conn.Close() }() // Nothing was written to it.
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0
	}
	mtu := 0
	_ = raw.Control(func(fd uintptr) { // The socket was opened just now, and nobody else can close it.
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
