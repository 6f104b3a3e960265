package udp

import (
	"net"
	"net/netip"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// outletMessages is how many messages one system call sends at most. The kernel's limit is 1,024.
const outletMessages = 64

// batchedOutlet sends many messages with one system call (sendmmsg). With UDP_SEGMENT each message can hold a whole
// train.
type batchedOutlet struct {
	raw          syscall.RawConn
	tally        *tally
	addresses    addresses
	segmentation segmentation
	oversize     oversize
	local        *localQueue // nil for control packets, which are too few to fill a queue

	headers  []unix.Mmsghdr
	vectors  []unix.Iovec
	names    []unix.RawSockaddrInet6
	controls []sentControl
	queued   []message // the messages that wait; headers[i] belongs to queued[i]

	attempt func(fd uintptr) bool // the method try; stored because a method value for each send would be allocated
	first   int                   // index of the first message that was not sent yet
	sent    int                   // messages sent by the last attempt
	errno   syscall.Errno         // error of the last attempt

	measure func(fd uintptr) // the method measureWaiting; stored for the same reason as attempt
	waiting int              // bytes that had not left the host at the last measurement
}

// message is the datagrams that leave as one message of the kernel: a whole train, or a single datagram.
type message struct {
	to     netip.AddrPort
	data   []byte
	size   int        // length of each datagram but the last, which may be shorter, bytes
	source netip.Addr // the address of this node that it leaves from; if zero, the kernel chooses
}

func newBatchedOutlet(raw syscall.RawConn, can abilities, local *localQueue, tally *tally) *batchedOutlet {
	o := &batchedOutlet{
		raw:          raw,
		tally:        tally,
		addresses:    newAddresses(can.ipv6),
		segmentation: segmentation{tally: tally, tooLong: newOversize()},
		oversize:     newOversize(),
		local:        local,
		headers:      make([]unix.Mmsghdr, outletMessages),
		vectors:      make([]unix.Iovec, outletMessages),
		names:        make([]unix.RawSockaddrInet6, outletMessages),
		controls:     make([]sentControl, outletMessages),
		queued:       make([]message, 0, outletMessages),
	}
	for i := range o.headers {
		h := &o.headers[i].Hdr
		h.Name = (*byte)(unsafe.Pointer(&o.names[i]))
		h.Iov = &o.vectors[i]
		h.SetIovlen(1)
	}
	o.attempt, o.measure = o.try, o.measureWaiting
	return o
}

func (o *batchedOutlet) fits(to netip.AddrPort, size int) bool {
	return o.oversize.fits(to.Addr(), size)
}

func (o *batchedOutlet) send(trains []*train) error {
	if o.local != nil {
		free, err := o.localAvailable()
		if err != nil {
			return err
		}
		if o.local.restricted() && free < totalBytes(trains) {
			return o.sendWithinLimit(trains)
		}
	}
	for _, t := range trains {
		whole := !t.singly && o.segmentation.works(t.to, t.size)
		if err := o.train(message{to: t.to, data: t.data, size: t.size, source: t.source}, whole); err != nil {
			return err
		}
	}
	return o.flush()
}

// train queues one train: as a single message if whole, otherwise as one message per datagram.
func (o *batchedOutlet) train(m message, whole bool) error {
	if whole {
		return o.add(m)
	}
	for rest := m.data; len(rest) > 0; {
		one := rest[:min(m.size, len(rest))]
		rest = rest[len(one):]
		if err := o.add(message{to: m.to, data: one, size: len(one), source: m.source}); err != nil {
			return err
		}
	}
	return nil
}

// add queues one message, and flushes the queue if it is full.
func (o *batchedOutlet) add(m message) error {
	i := len(o.queued)
	h := &o.headers[i].Hdr
	if h.Namelen = o.addresses.put(&o.names[i], m.to); h.Namelen == 0 {
		o.tally.sendErrors.Add(uint64(m.datagrams()))
		return nil
	}
	o.vectors[i].Base = &m.data[0]
	o.vectors[i].SetLen(len(m.data))
	h.Control = nil
	h.SetControllen(0)
	segment := 0
	if len(m.data) > m.size {
		segment = m.size
	}
	if segment > 0 || m.source.IsValid() {
		h.SetControllen(o.controls[i].put(segment, m.source, o.addresses.ipv6))
		h.Control = (*byte)(unsafe.Pointer(&o.controls[i]))
	}
	o.queued = append(o.queued, m)
	if len(o.queued) == cap(o.queued) {
		return o.flush()
	}
	return nil
}

// flush sends the messages that wait.
func (o *batchedOutlet) flush() error {
	attempts := 0
	for o.first = 0; o.first < len(o.queued); {
		if err := o.raw.Write(o.attempt); err != nil {
			return net.ErrClosed // Write fails only if the socket is closed.
		}
		o.noteSent()
		if o.errno == 0 {
			attempts = 0
			continue
		}
		if o.errno == queueFull && attempts < fullQueueAttempts {
			attempts++
			pauseForQueue(o.tally)
			continue
		}
		refused := o.queued[o.first]
		o.first++
		if refused.source.IsValid() && mayBlameSource(o.errno) {
			refused.source = netip.Addr{}
			if err := o.resend(refused, o.segmentation.works(refused.to, refused.size)); err != nil {
				return err
			}
			continue
		}
		if o.segmentation.noteRefusal(refused, o.errno) {
			if err := o.resend(refused, false); err != nil {
				return err
			}
			continue
		}
		if o.errno == messageTooLong {
			o.oversize.note(refused.to.Addr(), refused.size)
		}
		o.tally.sendErrors.Add(uint64(refused.datagrams()))
	}
	o.queued = o.queued[:0]
	return nil
}

// noteSent counts the messages that the kernel took at the last attempt.
func (o *batchedOutlet) noteSent() {
	for _, m := range o.queued[o.first : o.first+o.sent] {
		o.tally.sent(m.datagrams(), len(m.data))
		if o.local != nil {
			o.local.noteSent(len(m.data))
		}
	}
	o.first += o.sent
}

// resend queues a message that the kernel refused again, as single datagrams unless whole, followed by the messages
// that waited behind it.
func (o *batchedOutlet) resend(refused message, whole bool) error {
	waiting := append([]message(nil), o.queued[o.first:]...) // Refusals are rare, so this may allocate.
	o.queued = o.queued[:0]
	if err := o.train(refused, whole); err != nil {
		return err
	}
	for _, m := range waiting {
		if err := o.train(m, o.segmentation.works(m.to, m.size)); err != nil {
			return err
		}
	}
	o.first = 0
	return nil
}

// try sends the messages that wait. If the send buffer is full it returns false, and the runtime calls it again once
// the socket is writable. The call never waits, so it is not announced to Go's scheduler (docs/adr/0015).
func (o *batchedOutlet) try(fd uintptr) bool {
	for {
		n, _, errno := unix.RawSyscall6(unix.SYS_SENDMMSG, fd, uintptr(unsafe.Pointer(&o.headers[o.first])),
			uintptr(len(o.queued)-o.first), unix.MSG_DONTWAIT, 0, 0)
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

func (m message) datagrams() int { return (len(m.data) + m.size - 1) / m.size }
