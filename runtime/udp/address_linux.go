package udp

import (
	"encoding/binary"
	"net"
	"net/netip"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

// addresses translates between netip and the kernel. Each goroutine has its own.
type addresses struct {
	ipv6    bool              // of the socket
	names   map[uint32]string // zones of link-local addresses, by interface
	indexes map[string]uint32 // and back
}

func newAddresses(ipv6 bool) addresses {
	return addresses{ipv6: ipv6, names: make(map[uint32]string), indexes: make(map[string]uint32)}
}

// put writes an address for the kernel, and gives its length: 0 when the socket has no way to it.
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

// get reads an address of the kernel.
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

// zone names an interface as package net does. The kernel numbers interfaces, so there are few.
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

// index gives the interface of a zone, or 0, with which the kernel refuses to send.
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

// maxZones bounds the zones that are remembered: what a node is told to send to is not always an interface of its own.
const maxZones = 64
