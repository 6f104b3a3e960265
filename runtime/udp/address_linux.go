package udp

import (
	"encoding/binary"
	"net"
	"net/netip"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

// addresses converts between netip.AddrPort and the kernel's socket addresses. It is not safe for concurrent use: each
// inlet and outlet has its own.
type addresses struct {
	ipv6    bool              // the socket is an IPv6 socket
	names   map[uint32]string // names of network interfaces by index, for the zones of link-local addresses
	indexes map[string]uint32 // the reverse of names
}

func newAddresses(ipv6 bool) addresses {
	return addresses{ipv6: ipv6, names: make(map[uint32]string), indexes: make(map[string]uint32)}
}

// put writes an address to name in the kernel's form and returns its length in bytes. It returns 0 for an IPv6 address
// on an IPv4 socket.
func (a *addresses) put(name *unix.RawSockaddrInet6, to netip.AddrPort) uint32 {
	if a.ipv6 {
		*name = unix.RawSockaddrInet6{Family: unix.AF_INET6, Addr: to.Addr().As16()}
		binary.BigEndian.PutUint16((*[2]byte)(unsafe.Pointer(&name.Port))[:], to.Port())
		if zone := to.Addr().Zone(); zone != "" {
			name.Scope_id = a.index(zone)
		}
		return unix.SizeofSockaddrInet6
	}
	if !to.Addr().Is4() {
		return 0
	}
	short := (*unix.RawSockaddrInet4)(unsafe.Pointer(name))
	*short = unix.RawSockaddrInet4{Family: unix.AF_INET, Addr: to.Addr().As4()}
	binary.BigEndian.PutUint16((*[2]byte)(unsafe.Pointer(&short.Port))[:], to.Port())
	return unix.SizeofSockaddrInet4
}

// get reads an address in the kernel's form.
func (a *addresses) get(name *unix.RawSockaddrInet6) netip.AddrPort {
	port := binary.BigEndian.Uint16((*[2]byte)(unsafe.Pointer(&name.Port))[:])
	if name.Family == unix.AF_INET {
		return netip.AddrPortFrom(netip.AddrFrom4((*unix.RawSockaddrInet4)(unsafe.Pointer(name)).Addr), port)
	}
	addr := netip.AddrFrom16(name.Addr).Unmap()
	if name.Scope_id != 0 {
		addr = addr.WithZone(a.zone(name.Scope_id))
	}
	return netip.AddrPortFrom(addr, port)
}

// zone returns the name of a network interface, or its number if it has no name, as package net does. The map of names
// stays small, because the kernel chooses the numbers.
func (a *addresses) zone(index uint32) string {
	name, known := a.names[index]
	if !known {
		name = strconv.FormatUint(uint64(index), 10)
		if found, err := net.InterfaceByIndex(int(index)); err == nil {
			name = found.Name
		}
		a.names[index] = name
	}
	return name
}

// index returns the number of the network interface that a zone names, or 0 if there is none. The kernel refuses to
// send to a link-local address with interface 0.
func (a *addresses) index(zone string) uint32 {
	index, known := a.indexes[zone]
	if !known {
		if found, err := net.InterfaceByName(zone); err == nil {
			index = uint32(found.Index)
		} else if number, err := strconv.ParseUint(zone, 10, 32); err == nil {
			index = uint32(number)
		}
		if len(a.indexes) < maxZones {
			a.indexes[zone] = index
		}
	}
	return index
}

// maxZones limits the zones that are cached. A tracker can name any zone as part of a node's address.
const maxZones = 64
