package udp

import (
	"net"
	"time"

	"golang.org/x/sys/unix"
)

// sendWithinLimit sends trains in parts, each of which fits in the local queue, and waits before each until it does.
// Sends that the kernel would refuse are not tried.
func (o *batchedOutlet) sendWithinLimit(trains []*train) error {
	for _, t := range trains {
		whole := !t.singly && o.segmentation.works(t.to, t.size)
		for rest := t.data; len(rest) > 0; {
			free, err := o.waitForLocalQueue()
			if err != nil {
				return err
			}
			part := rest[:min(max(free/t.size, 1)*t.size, len(rest))]
			rest = rest[len(part):]
			if err := o.train(message{to: t.to, data: part, size: t.size, source: t.source}, whole); err != nil {
				return err
			}
			if err := o.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// waitForLocalQueue returns how many bytes the local queue may take now, after waiting until it is more than none.
func (o *batchedOutlet) waitForLocalQueue() (int, error) {
	for {
		free, err := o.localAvailable()
		if err != nil || free > 0 {
			return free, err
		}
		pauseForQueue(o.tally)
	}
}

// localAvailable asks the kernel how much of what this socket sent has not left the host (udp(7), SIOCOUTQ), and
// returns how much more may be sent now.
func (o *batchedOutlet) localAvailable() (int, error) {
	if err := o.raw.Control(o.measure); err != nil {
		return 0, net.ErrClosed // Control fails only if the socket is closed.
	}
	return o.local.available(time.Now(), o.waiting), nil
}

// measureWaiting stores how many bytes of the socket have not left the host. If the kernel does not say, nothing waits.
func (o *batchedOutlet) measureWaiting(fd uintptr) {
	waiting, err := unix.IoctlGetInt(int(fd), unix.SIOCOUTQ)
	if err != nil {
		waiting = 0
	}
	o.waiting = waiting
}
