package udp

import (
	"net/netip"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// requestSources asks the kernel to report the destination of each datagram, if the socket is bound to no single
// address. An error is ignored: answers then leave from the address that the kernel chooses, as on other systems. An
// IPv6 socket reports IPv4 destinations too, as mapped addresses.
func requestSources(fd int) {
	switch name, _ := unix.Getsockname(fd); bound := name.(type) {
	case *unix.SockaddrInet4:
		if bound.Addr == [4]byte{} {
			_ = unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_PKTINFO, 1)
		}
	case *unix.SockaddrInet6:
		if bound.Addr == [16]byte{} {
			_ = unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_RECVPKTINFO, 1)
		}
	}
}

// sourceOf returns this node's address in a control message of IP_PKTINFO or IPV6_PKTINFO (ip(7), RFC 3542, section 6),
// and the zero Addr for any other control message. It also returns the zero Addr for a link-local or multicast address:
// to a link-local address the kernel chooses the right source by the zone, and nothing can be sent from a multicast
// one.
func sourceOf(header *unix.Cmsghdr, data []byte) netip.Addr {
	var source netip.Addr
	switch {
	case header.Level == unix.IPPROTO_IP && header.Type == unix.IP_PKTINFO && len(data) >= unix.SizeofInet4Pktinfo:
		source = netip.AddrFrom4((*unix.Inet4Pktinfo)(unsafe.Pointer(&data[0])).Spec_dst)
	case header.Level == unix.IPPROTO_IPV6 && header.Type == unix.IPV6_PKTINFO &&
		len(data) >= unix.SizeofInet6Pktinfo:
		source = netip.AddrFrom16((*unix.Inet6Pktinfo)(unsafe.Pointer(&data[0])).Addr).Unmap()
	}
	if source.IsUnspecified() || source.IsMulticast() || source.IsLinkLocalUnicast() {
		return netip.Addr{}
	}
	return source
}

// mayBlameSource reports whether the kernel may have refused a message because this node has lost the source address
// that the message names: IPv4 says ENETUNREACH, IPv6 EINVAL.
func mayBlameSource(errno syscall.Errno) bool {
	return errno == syscall.ENETUNREACH || errno == syscall.EINVAL
}

// sentControl is memory for the two control messages that an outlet sends: the length of a train's datagrams and the
// source address. Its elements are words because the kernel requires the alignment.
type sentControl [8]uint64

func (c *sentControl) bytes() []byte { return (*[unsafe.Sizeof(*c)]byte)(unsafe.Pointer(c))[:] }

// put writes the control messages and returns their length in bytes. Without a segment (0) or a source (the zero Addr)
// the respective message is left out.
func (c *sentControl) put(segment int, source netip.Addr, ipv6 bool) int {
	length := 0
	if segment > 0 {
		*(*uint16)(c.add(&length, unix.IPPROTO_UDP, unix.UDP_SEGMENT, 2)) = uint16(segment)
	}
	switch {
	case !source.IsValid():
	case ipv6:
		info := (*unix.Inet6Pktinfo)(c.add(&length, unix.IPPROTO_IPV6, unix.IPV6_PKTINFO, unix.SizeofInet6Pktinfo))
		*info = unix.Inet6Pktinfo{Addr: source.As16()}
	case source.Is4():
		info := (*unix.Inet4Pktinfo)(c.add(&length, unix.IPPROTO_IP, unix.IP_PKTINFO, unix.SizeofInet4Pktinfo))
		*info = unix.Inet4Pktinfo{Spec_dst: source.As4()}
	}
	return length
}

// add writes the header of a control message at *length, increases *length, and returns where its data belongs.
func (c *sentControl) add(length *int, level, kind int32, size int) unsafe.Pointer {
	at := c.bytes()[*length:]
	header := (*unix.Cmsghdr)(unsafe.Pointer(&at[0]))
	header.Level, header.Type = level, kind
	header.SetLen(unix.CmsgLen(size))
	*length += unix.CmsgSpace(size)
	return unsafe.Pointer(&at[unix.CmsgLen(0)])
}
