package udp

import (
	"encoding/binary"
	"unsafe"

	"golang.org/x/sys/unix"
)

// segmentControl is the control message (cmsg(3)) that tells the kernel to cut a message into datagrams of a given
// size. Its length is unix.CmsgLen(2), padded to unix.CmsgSpace(2) bytes, which fits in the struct.
type segmentControl struct {
	header unix.Cmsghdr
	size   uint16 // length of each datagram, bytes
	_      [6]byte
}

func (c *segmentControl) set(size int) {
	c.header.Level, c.header.Type = unix.IPPROTO_UDP, unix.UDP_SEGMENT
	c.header.SetLen(unix.CmsgLen(2))
	c.size = uint16(size)
}

// receivedControl is memory for the two control messages that the socket asks for. Its elements are words because the
// kernel requires the alignment.
type receivedControl [8]uint64

func (c *receivedControl) bytes() []byte {
	return (*[unsafe.Sizeof(*c)]byte)(unsafe.Pointer(c))[:]
}

// readControl parses the control messages of a received message. segment is the length of the datagrams that were
// coalesced, or 0 if the message is a single datagram. drops is the total number of datagrams that the socket has
// dropped, modulo 2^32; counted reports whether the kernel sent it.
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
