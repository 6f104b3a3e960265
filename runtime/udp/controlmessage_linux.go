package udp

import (
	"encoding/binary"
	"net/netip"
	"unsafe"

	"golang.org/x/sys/unix"
)

// receivedControl is memory for the three control messages that the socket asks for. Its elements are words because
// the kernel requires the alignment.
type receivedControl [12]uint64

func (c *receivedControl) bytes() []byte {
	return (*[unsafe.Sizeof(*c)]byte)(unsafe.Pointer(c))[:]
}

// received is what the control messages of a received message say.
type received struct {
	segment int        // length of the datagrams that were coalesced, bytes; 0 for a single datagram
	drops   uint32     // the total number of datagrams that the socket has dropped, modulo 2^32
	counted bool       // the kernel sent drops
	asked   netip.Addr // this node's address that the datagram was sent to; zero if the kernel did not send it
}

// readControl parses the control messages of a received message.
func readControl(control []byte) (r received) {
	for len(control) >= unix.SizeofCmsghdr {
		header := (*unix.Cmsghdr)(unsafe.Pointer(&control[0]))
		length := int(header.Len)
		if length < unix.CmsgLen(0) || length > len(control) {
			return r
		}
		data := control[unix.CmsgLen(0):length]
		if len(data) >= 4 {
			value := binary.NativeEndian.Uint32(data)
			switch {
			case header.Level == unix.IPPROTO_UDP && header.Type == unix.UDP_GRO:
				r.segment = int(value)
			case header.Level == unix.SOL_SOCKET && header.Type == unix.SO_RXQ_OVFL:
				r.drops, r.counted = value, true
			default:
				if source := sourceOf(header, data); source.IsValid() {
					r.asked = source
				}
			}
		}
		control = control[min(unix.CmsgSpace(len(data)), len(control)):]
	}
	return r
}
