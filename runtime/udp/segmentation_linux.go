package udp

import (
	"net/netip"
	"syscall"
)

// maxWithout bounds the addresses that are remembered as taking no trains.
const maxWithout = 1024

// segmentation knows where trains leave whole.
type segmentation struct {
	tally   *tally
	without map[netip.Addr]struct{} // the way there has a smaller MTU, or a device that cannot; invariant: len <= maxWithout
}

// serves tells whether trains to an address leave whole.
func (s *segmentation) serves(to netip.AddrPort) bool {
	if !s.tally.sendOffload.Load() {
		return false
	}
	_, without := s.without[to.Addr()]
	return !without
}

// blame tells whether an error may be the fault of segmentation, and then remembers it. EIO means that the device
// cannot take checksums off the kernel's hands, which holds for every train (udp(7)); EINVAL and EMSGSIZE mean that a
// datagram of the train is longer than the way allows, which holds for one address.
func (s *segmentation) blame(l load, errno syscall.Errno) bool {
	if len(l.data) <= l.size {
		return false
	}
	switch errno {
	case syscall.EIO:
		s.tally.sendOffload.Store(false)
	case syscall.EINVAL, syscall.EMSGSIZE:
		if len(s.without) >= maxWithout {
			clear(s.without) // What is forgotten is learned again from one refused train.
		}
		s.without[l.to.Addr()] = struct{}{}
	default:
		return false
	}
	s.tally.offloadRefusals.Add(1)
	return true
}
