package udp

import (
	"net/netip"
	"syscall"
)

// segmentation knows where trains leave whole.
type segmentation struct {
	tally   *tally
	without oversize // the way there has a smaller MTU, or a device that cannot
}

// serves tells whether trains of datagrams of so many bytes leave whole to an address.
func (s *segmentation) serves(to netip.AddrPort, size int) bool {
	return s.tally.sendOffload.Load() && s.without.fits(to.Addr(), size)
}

// blame tells whether an error may be the fault of segmentation, and then remembers it. EIO means that the device
// cannot take checksums off the kernel's hands, which holds for every train (udp(7)); EINVAL and EMSGSIZE mean that a
// datagram of the train is longer than the way allows, which holds for one address, and for datagrams that are as long or longer.
func (s *segmentation) blame(l load, errno syscall.Errno) bool {
	if len(l.data) <= l.size {
		return false
	}
	switch errno {
	case syscall.EIO:
		s.tally.sendOffload.Store(false)
	case syscall.EINVAL, syscall.EMSGSIZE:
		s.without.note(l.to.Addr(), l.size)
	default:
		return false
	}
	s.tally.offloadRefusals.Add(1)
	return true
}
