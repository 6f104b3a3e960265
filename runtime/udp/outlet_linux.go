package udp

import (
	"net"
	"net/netip"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// outletMessages is how many messages one call sends: the kernel's own limit is 1,024.
const outletMessages = 64

// batchedOutlet sends many messages with one system call; with UDP_SEGMENT each of them may be a whole train.
type batchedOutlet struct {
	raw          syscall.RawConn
	tally        *tally
	addresses    addresses
	segmentation segmentation
	oversize     oversize

	headers  []unix.Mmsghdr
	vectors  []unix.Iovec
	names    []unix.RawSockaddrInet6
	controls []segmentControl
	loads    []load // what the messages carry; invariant: one for each message that waits

	attempt func(fd uintptr) bool // made once: a closure for each send would be an allocation
	first   int                   // the first message that was not sent yet
	sent    int                   // messages of the last attempt
	errno   syscall.Errno         // of the last attempt
}

// load is the payload of one message.
type load struct {
	to   netip.AddrPort
	data []byte
	size int // of each datagram but the last, bytes
}

func newBatchedOutlet(raw syscall.RawConn, can abilities, tally *tally) *batchedOutlet {
	o := &batchedOutlet{
		raw:          raw,
		tally:        tally,
		addresses:    newAddresses(can.ipv6),
		segmentation: segmentation{tally: tally, without: newOversize()},
		oversize:     newOversize(),
		headers:      make([]unix.Mmsghdr, outletMessages),
		vectors:      make([]unix.Iovec, outletMessages),
		names:        make([]unix.RawSockaddrInet6, outletMessages),
		controls:     make([]segmentControl, outletMessages),
		loads:        make([]load, 0, outletMessages),
	}
	for i := range o.headers {
		h := &o.headers[i].Hdr
		h.Name = (*byte)(unsafe.Pointer(&o.names[i]))
		h.Iov = &o.vectors[i]
		h.SetIovlen(1)
	}
	o.attempt = o.try
	return o
}

func (o *batchedOutlet) fits(to netip.AddrPort, size int) bool {
	return o.oversize.fits(to.Addr(), size)
}

func (o *batchedOutlet) send(trains []*train) error {
	for _, t := range trains {
		whole := !t.singly && o.segmentation.serves(t.to, t.size)
		if err := o.train(load{to: t.to, data: t.data, size: t.size}, whole); err != nil {
			return err
		}
	}
	return o.flush()
}

// train adds the messages of one train: a single one, or one for each datagram.
func (o *batchedOutlet) train(l load, whole bool) error {
	if whole {
		return o.add(l)
	}
	for rest := l.data; len(rest) > 0; {
		one := rest[:min(l.size, len(rest))]
		rest = rest[len(one):]
		if err := o.add(load{to: l.to, data: one, size: len(one)}); err != nil {
			return err
		}
	}
	return nil
}

// add puts one message behind those that wait, and sends them when no more fit.
func (o *batchedOutlet) add(l load) error {
	i := len(o.loads)
	h := &o.headers[i].Hdr
	if h.Namelen = o.addresses.put(&o.names[i], l.to); h.Namelen == 0 {
		o.tally.sendErrors.Add(uint64(l.datagrams()))
		return nil
	}
	o.vectors[i].Base = &l.data[0]
	o.vectors[i].SetLen(len(l.data))
	h.Control = nil
	h.SetControllen(0)
	if len(l.data) > l.size {
		o.controls[i].set(l.size)
		h.Control = (*byte)(unsafe.Pointer(&o.controls[i]))
		h.SetControllen(unix.CmsgSpace(2))
	}
	o.loads = append(o.loads, l)
	if len(o.loads) == cap(o.loads) {
		return o.flush()
	}
	return nil
}

// flush sends the messages that wait.
func (o *batchedOutlet) flush() error {
	for o.first = 0; o.first < len(o.loads); {
		if err := o.raw.Write(o.attempt); err != nil {
			return net.ErrClosed // Only a closed socket keeps the call from being made.
		}
		for _, l := range o.loads[o.first : o.first+o.sent] {
			o.tally.sent(l.datagrams(), len(l.data))
		}
		o.first += o.sent
		if o.errno == 0 {
			continue
		}
		refused := o.loads[o.first]
		if o.first++; o.segmentation.blame(refused, o.errno) {
			if err := o.again(refused); err != nil {
				return err
			}
			continue
		}
		if o.errno == messageTooLong {
			o.oversize.note(refused.to.Addr(), refused.size)
		}
		o.tally.sendErrors.Add(uint64(refused.datagrams()))
	}
	o.loads = o.loads[:0]
	return nil
}

// again sends the datagrams of a train that was refused as a whole. What waits behind it goes along: a
// load is a train or one datagram of a train already.
func (o *batchedOutlet) again(refused load) error {
	waiting := append([]load(nil), o.loads[o.first:]...) // A refusal is rare enough for memory of its own.
	o.loads = o.loads[:0]
	if err := o.train(refused, false); err != nil {
		return err
	}
	for _, l := range waiting {
		if err := o.train(l, o.segmentation.serves(l.to, l.size)); err != nil {
			return err
		}
	}
	o.first = 0
	return nil
}

// try sends what waits. It gives false when the send buffer is full: the runtime calls it again once there is room.
func (o *batchedOutlet) try(fd uintptr) bool {
	for {
		n, _, errno := unix.Syscall6(unix.SYS_SENDMMSG, fd, uintptr(unsafe.Pointer(&o.headers[o.first])),
			uintptr(len(o.loads)-o.first), unix.MSG_DONTWAIT, 0, 0)
		switch errno {
		case 0:
			o.sent, o.errno = int(n), 0
			return true
		case syscall.EINTR:
		case syscall.EAGAIN:
			o.tally.sendWaits.Add(1)
			return false
		default:
			o.sent, o.errno = 0, errno
			return true
		}
	}
}

func (l load) datagrams() int { return (len(l.data) + l.size - 1) / l.size }
