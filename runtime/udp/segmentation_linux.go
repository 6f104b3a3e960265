package udp

import (
	"net/netip"
	"syscall"
)

// segmentation decides which trains are sent as one message that the kernel cuts (UDP_SEGMENT).
type segmentation struct {
	tally   *tally
	tooLong oversize // trains that were refused because of the MTU or of the device
}

// works reports whether trains with datagrams of size bytes can be sent whole to an address.
func (s *segmentation) works(to netip.AddrPort, size int) bool {
	return s.tally.sendOffload.Load() && s.tooLong.fits(to.Addr(), size)
}

// noteRefusal reports whether the kernel may have refused a message because of segmentation, and remembers it. EIO
// means that the device cannot compute checksums, which concerns all trains (udp(7)). EINVAL and EMSGSIZE mean that a
// datagram of the train is longer than the MTU allows, which concerns one address and datagrams of that length or
// longer.
func (s *segmentation) noteRefusal(m message, errno syscall.Errno) bool {
	if len(m.data) <= m.size {
		return false
	}
	switch errno {
	case syscall.EIO:
		s.tally.sendOffload.Store(false)
	case syscall.EINVAL, syscall.EMSGSIZE:
		s.tooLong.note(m.to.Addr(), m.size)
	default:
		return false
	}
	s.tally.offloadRefusals.Add(1)
	return true
}
