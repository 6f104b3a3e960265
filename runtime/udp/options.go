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

// Options configures a Socket.
type Options struct {
	// Listen is HOST:PORT, HOST or :PORT. Without a host the socket receives IPv4 and IPv6 on all addresses. With port
	// 0 the system chooses the port.
	Listen string

	// PortRange is the first and the last port to try if Listen names none. With {0, 0} the system chooses the port.
	PortRange [2]int

	Gate    port.Gate        // posts messages to the actors
	Clock   func() time.Time // time.Now if nil
	Random  io.Reader        // unguessable bytes for tickets and stream ids; crypto/rand if nil
	Offload Offload

	// Report receives the counters that changed, as alternating keys and values: at most once a minute, and once when
	// the socket closes. It may be nil.
	Report func(changes []any)

	ReceiveBuffer int // size requested from the kernel, which may grant less; bytes; 8 MiB if 0
	MaxPayload    int // largest block payload that is requested or sent, bytes; messages.BlockPayload if 0
}

func (o Options) complete() (Options, error) {
	if o.Gate == nil {
		return o, errors.New("udp: listen: no gate to the actors")
	}
	first, last := o.PortRange[0], o.PortRange[1]
	if first < 0 || last > 65535 || first > last {
		return o, fmt.Errorf("udp: listen: port range %d-%d is not within 1-65535: correct it in the configuration",
			first, last)
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

// Offload selects which of the kernel's batching functions the socket uses.
type Offload uint8

const (
	// OffloadAuto uses segmentation offload and batched system calls where the kernel supports them.
	OffloadAuto Offload = iota
	// OffloadOff disables segmentation offload, which some drivers get wrong (tailscale issues 19777, 21335, 20994).
	OffloadOff
	// OffloadPlain uses one system call for each datagram, as on systems other than Linux.
	OffloadPlain
)

// ParseOffload parses the setting "auto", "off" or "plain".
func ParseOffload(text string) (Offload, error) {
	switch text {
	case "auto", "":
		return OffloadAuto, nil
	case "off":
		return OffloadOff, nil
	case "plain":
		return OffloadPlain, nil
	}
	return 0, fmt.Errorf("udp: unknown offload %q: use auto, off or plain", text)
}
