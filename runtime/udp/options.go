package udp

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"time"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/wire"
)

// Options is what a Socket is made with.
type Options struct {
	// Listen is HOST:PORT, HOST or :PORT. Without a host the socket takes IPv4 and IPv6 on all addresses. Port 0 lets
	// the system choose.
	Listen string

	// PortRange is the first and the last port to try when Listen names none. Zero lets the system choose.
	PortRange [2]int

	Gate    port.Gate        // carries what arrives to the actors
	Clock   func() time.Time // time.Now when nil
	Random  io.Reader        // unguessable bytes for tickets and stream ids; crypto/rand when nil
	Offload Offload

	// Report receives the counters that changed, as alternating keys and values: at most once a minute, and once when
	// the socket is closed. nil reports nothing.
	Report func(changes []any)

	ReceiveBuffer int // bytes asked of the kernel, which may give less; 8 MiB when 0
	MaxPayload    int // bytes; no block is asked for that is larger; messages.BlockPayload when 0
}

func (o Options) complete() (Options, error) {
	if o.Gate == nil {
		return o, errors.New("udp: listen: no gate to the actors")
	}
	first, last := o.PortRange[0], o.PortRange[1]
	if first < 0 || last > 65535 || first > last {
		return o, fmt.Errorf("udp: listen: port range %d-%d is not within 1-65535: correct it in the configuration", first, last)
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.ReceiveBuffer <= 0 {
		o.ReceiveBuffer = defaultReceiveBuffer
	}
	if o.MaxPayload <= 0 || o.MaxPayload > wire.MaxBlockSize {
		o.MaxPayload = messages.BlockPayload
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	return o, nil
}

// Offload is how much of the kernel's help the socket uses.
type Offload uint8

const (
	// OffloadAuto uses segmentation offload and batched system calls as far as the kernel has them.
	OffloadAuto Offload = iota
	// OffloadOff does without segmentation offload, which some drivers get wrong (tailscale issues 19777, 21335, 20994).
	OffloadOff
	// OffloadPlain uses one system call for each datagram: the road of systems other than Linux.
	OffloadPlain
)

// ParseOffload reads the setting: "auto", "off" or "plain".
func ParseOffload(text string) (Offload, error) {
	switch text {
	case "auto", "":
		return OffloadAuto, nil
	case "off":
		return OffloadOff, nil
	case "plain":
		return OffloadPlain, nil
	}
	return 0, fmt.Errorf("udp: offload %q: say auto, off or plain", text)
}
