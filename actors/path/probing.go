package path

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// beginDiscovery asks the network edge what this node's way out carries, and begins to find out about the rest of the
// way. Loopback has no rest: the largest size is used at once.
func (a *Actor) beginDiscovery() {
	base, limit := a.ports.Network.BlockSizes(a.owner)
	a.discovery = newDiscovery(base, limit, a.owner.Addr().IsLoopback())
}

// sendProbe sends the probe that is due, and goes down from a size that was probed in vain.
func (a *Actor) sendProbe(ctx port.Context, now time.Time) {
	d, timeout := &a.discovery, a.echoTimeout()
	if d.blackHole(timeout, now) {
		a.shrinkBlocks(ctx, d.size(), now)
	}
	payload, due := d.nextProbe(timeout, now)
	if !due {
		return
	}
	if d.nonce == 0 {
		d.nonce = a.ports.Rand.Uint64()
	}
	a.ports.Network.Send(a.owner, &messages.Probe{Ticket: a.ticket.value, Nonce: d.nonce, Length: probeLength(payload)})
	if d.doubting() {
		a.sendHello(now) // a short datagram may pass where long ones do not
	}
}

// echoTimeout returns how long to wait for the answer to a probe, which is as long as a block of the probed size.
func (a *Actor) echoTimeout() time.Duration {
	return max(a.congestion.AnswerTimeout(), a.transmissionTime(a.discovery.probedSize())/4)
}

const (
	// slowRate is the rate of a slow uplink, in bytes per second.
	slowRate = 16 << 10
	// slowShare is the least share of its usual rate that a path is expected to have for a while.
	slowShare = 1.0 / 8
)

// transmissionTime returns how long a datagram of so many bytes may take on a path at a bad time: at slowShare of the
// known rate, but no less than slowRate.
func (a *Actor) transmissionTime(bytes int) time.Duration {
	rate := max(slowShare*a.congestion.Rate(), slowRate)
	return time.Duration(float64(bytes) / rate * float64(time.Second))
}

// probeLength returns the length of the datagram of a block with a payload, in bytes.
func probeLength(payload int) uint16 { return uint16(payload + messages.BlockOverhead) }

// probeEchoed handles the answer to a probe. If it confirms a larger size, new streams are opened with blocks of that
// size.
func (a *Actor) probeEchoed(ctx port.Context, echo *messages.ProbeEcho, now time.Time) {
	if a.discovery.answers(echo) && a.discovery.probeAnswered(now) {
		a.announceBlockSize(ctx)
	}
}

// shrinkBlocks handles it that the path does not carry a payload, and tells the downloaders of streams with blocks that
// are now too large to begin anew. It reports whether a smaller size is left.
func (a *Actor) shrinkBlocks(ctx port.Context, payload int, now time.Time) bool {
	if !a.discovery.shrink(payload, now) {
		return false
	}
	a.announceBlockSize(ctx)
	for i := 0; i < len(a.fetches); {
		f := a.fetches[i]
		if f.blockSize <= a.discovery.size() {
			i++
			continue
		}
		ctx.Send(f.downloader, &port.BlocksTooLarge{Stream: f.stream})
		a.removeFetch(f.stream)
	}
	return true
}

// blocksTooLarge handles the refusal of a stream, and reports whether its block size may have been the reason. An owner
// that knows no larger blocks calls the request malformed.
func (a *Actor) blocksTooLarge(ctx port.Context, refusal *messages.Refusal, now time.Time) bool {
	f := a.findFetch(refusal.Stream)
	if f == nil || refusal.Reason == messages.RefusalMalformed && f.blockSize <= a.discovery.baseSize() {
		return false
	}
	return a.shrinkBlocks(ctx, f.blockSize, now)
}
