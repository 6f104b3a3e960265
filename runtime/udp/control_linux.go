package udp

import (
	"encoding/binary"
	"unsafe"

	"golang.org/x/sys/unix"
)

// segmentControl is the control message that has the kernel cut a message into datagrams. Its length is
// unix.CmsgLen(2), and it takes unix.CmsgSpace(2) bytes, which is no more than the struct has.
type segmentControl struct {
	header unix.Cmsghdr
	size   uint16 // bytes
	_      [6]byte
}

func (c *segmentControl) set(size int) {
	c.header.Level, c.header.Type = unix.IPPROTO_UDP, unix.UDP_SEGMENT
	c.header.SetLen(unix.CmsgLen(2))
	c.size = uint16(size)
}

// receivedControl has room for the two control messages that are asked for, in words because the kernel aligns them.
type receivedControl [8]uint64

func (c *receivedControl) bytes() []byte {
	return (*[unsafe.Sizeof(*c)]byte)(unsafe.Pointer(c))[:]
}

// readControl finds the length of the datagrams that a message holds, 0 when it is a single one, and the number of
// datagrams that the socket has lost so far, as a number that wraps.
func readControl(control []byte) (segment int, drops uint32, counted bool) {
	for len(control) >= unix.SizeofCmsghdr {
		header := (*unix.Cmsghdr)(unsafe.Pointer(&control[0]))
		length := int(header.Len)
		if length < unix.CmsgLen(0) || length > len(control) {
			return segment, drops, counted
		}
		data := control[unix.CmsgLen(0):length]
		if len(data) >= 4 {
			value := binary.NativeEndian.Uint32(data)
			switch {
			case header.Level == unix.IPPROTO_UDP && header.Type == unix.UDP_GRO:
				segment = int(value)
			case header.Level == unix.SOL_SOCKET && header.Type == unix.SO_RXQ_OVFL:
				drops, counted = value, true
			}
		}
		control = control[min(unix.CmsgSpace(len(data)), len(control)):]
	}
	return segment, drops, counted
}
