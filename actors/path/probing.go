package path

import (
	"math/bits"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// measure asks the edge what the way out carries, and begins to find out about the rest of the way. Loopback has no rest.
func (a *Actor) measure() {
	base, limit := a.ports.Network.BlockSizes(a.owner)
	a.discovery = newDiscovery(base, limit, a.owner.Addr().IsLoopback())
}

// search sends the probe that is due, and gives up a size that was probed in vain.
func (a *Actor) search(ctx port.Context, now time.Time) {
	answer := a.echoAfter()
	if a.discovery.failed(answer, now) {
		a.shrink(ctx, a.discovery.size(), now)
	}
	payload, due := a.discovery.next(answer, now)
	if !due {
		return
	}
	if a.discovery.nonce == 0 {
		a.discovery.nonce = a.ports.Rand.Uint64()
	}
	a.ports.Network.Send(a.owner, &messages.Probe{Ticket: a.ticket.value, Nonce: a.discovery.nonce, Length: probeLength(payload)})
	if a.discovery.doubting() {
		a.knock(now) // small datagrams may come where large ones do not
	}
}

// echoAfter is how long to wait for the answer to a probe, which is as long as a block of the size that is tried.
func (a *Actor) echoAfter() time.Duration {
	return max(a.rtt.probeAfter(), a.crossing(a.discovery.sizes[a.discovery.probing])/4)
}

const (
	// slowRate is that of a slow uplink, in bytes per second.
	slowRate = 16 << 10
	// slowShare is which part of its rate a path may have for a while.
	slowShare = 1.0 / 8
)

// crossing is how long a datagram of so many bytes may take to come: over a slow uplink, if no higher rate is known.
func (a *Actor) crossing(bytes int) time.Duration {
	rate := max(slowShare*a.window.rates.highest(), slowRate)
	return time.Duration(float64(bytes) / rate * float64(time.Second))
}

// burstOf is how many blocks of a payload are asked for at once where the window allows.
func burstOf(payload int) int {
	return max(min(burstBlocks, burstBytes/(payload+messages.BlockOverhead)), 1)
}

// probeLength is the length of the datagram that a block of so much payload is.
func probeLength(payload int) uint16 { return uint16(payload + messages.BlockOverhead) }

// echoed takes in that a probe was answered: from now on streams are opened with blocks of its size.
func (a *Actor) echoed(ctx port.Context, echo *messages.ProbeEcho, now time.Time) {
	d := &a.discovery
	if d.idle || echo.Nonce != d.nonce || echo.Length != probeLength(d.sizes[d.probing]) {
		return
	}
	if d.echoed(now) {
		a.tellBlockSize(ctx)
	}
}

// shrink takes in that the path does not carry a payload, and tells those whose blocks are as large to begin anew. It
// tells whether anything smaller is left to try.
func (a *Actor) shrink(ctx port.Context, payload int, now time.Time) bool {
	if !a.discovery.lower(payload, now) {
		return false
	}
	a.tellBlockSize(ctx)
	for i := 0; i < len(a.fetches); {
		f := a.fetches[i]
		if f.spec.BlockSize <= a.discovery.size() {
			i++
			continue
		}
		ctx.Send(f.replyTo, &port.BlocksTooLarge{Stream: f.stream})
		a.forgetFetch(f.stream)
	}
	return true
}

// tooLarge takes in that the owner refused a stream, and tells whether its blocks' size may have been the reason: an owner
// that knows no larger blocks calls the request malformed.
func (a *Actor) tooLarge(ctx port.Context, refusal *messages.Refusal, now time.Time) bool {
	f := a.fetchOf(refusal.Stream)
	if f == nil || refusal.Reason == messages.RefusalMalformed && f.spec.BlockSize <= a.discovery.sizes[a.discovery.base] {
		return false
	}
	return a.shrink(ctx, f.spec.BlockSize, now)
}

// lost puts what is missing of a span back to be asked for, and takes in what its loss says of the path.
func (a *Actor) lost(of *flying, now time.Time) {
	a.ended(of, now)
	a.discovery.lost(of, a.crossing(of.blockSize), now)
	a.again(of)
}

// ended takes in what became of a span.
func (a *Actor) ended(of *flying, now time.Time) {
	if a.batching.ended(of.asked, of.asked-bits.OnesCount64(of.span.Mask), of.singly, now) {
		a.flight.singly = a.batching.singly
	}
}
