package path

import (
	"time"

	"swarm/actors/congestion"
	"swarm/messages"
)

const (
	// minPayload makes a block's datagram as long as a Hello: a path that carries no Hello carries nothing (BASE_PLPMTU
	// of RFC 8899, section 5.1.2).
	minPayload = messages.HelloLength - messages.BlockOverhead
	// maxProbes is how often one size is probed before the path counts as not carrying it (MAX_PROBES, RFC 8899,
	// section 5.1.2).
	maxProbes = 3
	// maxBackOff bounds how often the wait for a probe of the size in use is doubled.
	maxBackOff = 3
	// minProbeWait is the shortest wait for the answer to a probe of a larger size (PROBE_TIMER, RFC 8899, section
	// 5.1.1). There is no hurry: smaller blocks arrive meanwhile.
	minProbeWait = time.Second
	// raiseInterval is the time until larger sizes are tried again (PMTU_RAISE_TIMER, RFC 8899, section 5.1.1).
	raiseInterval = 10 * time.Minute
	// maxLostSpans is how many spans may be lost in a row, without one whole block arriving between them, before a
	// probe finds out whether the path still carries the block size.
	maxLostSpans = 3
	// trustedFor is for how long the block size is trusted after a probe confirmed it, so that a slow owner is not
	// probed all the time.
	trustedFor = 3 * time.Second
)

// largerPayloads are the sizes, in bytes, that are tried above the base. They divide a piece, so that no block of it is
// short. 8,192 fits the usual jumbo frame of 9,000 bytes, and over loopback, with offload, nothing larger was faster
// (docs/adr/0012-larger-datagrams.md).
var largerPayloads = [...]int{4 << 10, 8 << 10}

// payloads returns the sizes to choose from, in bytes and ascending, and the index of the base, which any path is taken
// to carry. limit is the largest size that the way out of this node carries.
func payloads(base, limit int) (sizes []int, baseIndex int) {
	sizes = []int{min(minPayload, base)}
	if base > sizes[0] && base <= limit {
		sizes = append(sizes, base)
	}
	baseIndex = len(sizes) - 1
	for _, size := range largerPayloads {
		if size > base && size <= limit {
			sizes = append(sizes, size)
		}
	}
	return sizes, baseIndex
}

// discovery finds out what block size a path carries: packetization layer path MTU discovery for datagrams (RFC 8899),
// with a table of sizes in place of a search, since few sizes are worth having. A probe and its answer are equally
// long.
//
//	  ┌─── answered: the next size              no answer although the owner is alive: down to the base
//	  ▼ │    no answer, or no larger size        ┌─────────────────────────────┐
//	searching ─────────────────────────────▶ settled ────────────────────▶ doubting
//	  ▲                                        │ ▲    whole spans are lost    │
//	  └──────────── raiseInterval ─────────────┘ └────────────────────────────┘ answered, or a whole block arrived
type discovery struct {
	sizes     []int // payloads, bytes, ascending
	base      int   // index in sizes
	current   int   // the size of blocks that are asked for; index in sizes
	probing   int   // the size that is probed unless idle; index in sizes
	idle      bool  // nothing is probed
	nonce     uint64
	tries     int       // how many probes of that size were sent
	sentAt    time.Time // when the last of them was sent; zero: none was
	ownerSeen bool      // the owner sent something since this probing began
	lostSpans int       // whole spans lost since a whole block arrived
	lostSince time.Time // when the first of these was asked for
	trusted   time.Time // until when lost spans raise no doubt
	raiseAt   time.Time // when larger sizes are tried again; zero: there are none, or they are being tried
}

// newDiscovery returns a discovery that begins at the base, or at the largest size if the path is known to carry it.
func newDiscovery(base, limit int, carriesLargest bool) discovery {
	d := discovery{idle: true}
	d.sizes, d.base = payloads(base, limit)
	d.current = d.base
	if carriesLargest {
		d.current = len(d.sizes) - 1
	}
	d.probeLarger()
	return d
}

// size returns the payload of the blocks to ask for, in bytes.
func (d *discovery) size() int { return d.sizes[d.current] }

// baseSize returns the payload that any path is taken to carry, in bytes.
func (d *discovery) baseSize() int { return d.sizes[d.base] }

// probedSize returns the payload that is probed, in bytes.
func (d *discovery) probedSize() int { return d.sizes[d.probing] }

// probeLarger begins to probe the next larger size, if there is one. To go up takes one round trip for each size that
// the path carries; to begin at the largest size and go down would take seconds for each size that it does not carry.
func (d *discovery) probeLarger() {
	if d.idle = d.current == len(d.sizes)-1; !d.idle {
		d.begin(d.current + 1)
	}
}

// begin begins to probe the size with an index.
func (d *discovery) begin(index int) {
	d.idle, d.probing, d.nonce, d.tries, d.sentAt, d.ownerSeen = false, index, 0, 0, time.Time{}, false
}

// doubting reports whether the size in use is being probed.
func (d *discovery) doubting() bool { return !d.idle && d.probing == d.current }

// dueAt returns when a probe is next due, or zero if only an event can make it due. echoTimeout is how long an answer
// may take.
func (d *discovery) dueAt(echoTimeout time.Duration) time.Time {
	switch {
	case d.idle:
		return d.raiseAt
	case d.sentAt.IsZero():
		return time.Time{}
	}
	return d.sentAt.Add(d.probeWait(echoTimeout))
}

// probeWait returns how long to wait for the answer to the last probe. After maxProbes of the size in use, the wait
// doubles each time: the owner may be gone.
func (d *discovery) probeWait(echoTimeout time.Duration) time.Duration {
	if d.doubting() {
		return min(echoTimeout<<min(max(d.tries-maxProbes, 0), maxBackOff), congestion.MaxTimeout)
	}
	return max(echoTimeout, minProbeWait)
}

// nextProbe returns the payload to probe now; ok is false if no probe is due.
func (d *discovery) nextProbe(echoTimeout time.Duration, now time.Time) (payload int, ok bool) {
	if d.idle {
		if d.raiseAt.IsZero() || now.Before(d.raiseAt) {
			return 0, false
		}
		d.raiseAt = time.Time{}
		d.probeLarger()
	}
	if d.idle || !d.sentAt.IsZero() && now.Before(d.sentAt.Add(d.probeWait(echoTimeout))) {
		return 0, false
	}
	if d.tries >= maxProbes && !d.doubting() {
		d.settle(now)
		return 0, false
	}
	d.tries++
	d.sentAt = now
	return d.sizes[d.probing], true
}

// blackHole reports whether the path has stopped carrying the size in use: it was probed in vain although the owner is
// alive.
func (d *discovery) blackHole(echoTimeout time.Duration, now time.Time) bool {
	return d.doubting() && d.ownerSeen && d.tries >= maxProbes && !now.Before(d.sentAt.Add(d.probeWait(echoTimeout)))
}

// answers reports whether an echo answers the probes that are under way.
func (d *discovery) answers(echo *messages.ProbeEcho) bool {
	return !d.idle && echo.Nonce == d.nonce && echo.Length == probeLength(d.probedSize())
}

// asked reports whether the probes that are under way carry a nonce.
func (d *discovery) asked(nonce uint64) bool { return !d.idle && nonce != 0 && nonce == d.nonce }

// probeAnswered takes in that a probe was answered, and reports whether the size in use has changed.
func (d *discovery) probeAnswered(now time.Time) (changed bool) {
	if d.idle {
		return false
	}
	larger := d.probing > d.current
	d.current, d.lostSpans = d.probing, 0
	if d.settle(now); larger {
		d.probeLarger()
	} else {
		d.trusted = now.Add(trustedFor)
	}
	return larger
}

// settle ends probing. If there are larger sizes than the one in use, they are tried again later.
func (d *discovery) settle(now time.Time) {
	d.idle, d.raiseAt = true, time.Time{}
	if d.current < len(d.sizes)-1 {
		d.raiseAt = now.Add(raiseInterval)
	}
}

// shrink goes down to the base, or below it, after the path was found not to carry a payload. It reports whether the
// size in use is now smaller than that payload.
func (d *discovery) shrink(payload int, now time.Time) bool {
	if payload > d.size() {
		return true // it was shrunk before
	}
	target := d.base
	if payload <= d.sizes[target] {
		target = 0
	}
	if payload <= d.sizes[target] {
		return false
	}
	d.current, d.lostSpans = target, 0
	d.settle(now)
	return true
}

// spanLost takes in the loss of a span, whole or in part, and begins to doubt the size in use after maxLostSpans whole
// ones. transmissionTime is how long a block may take on the link: an earlier loss says nothing about the block size.
func (d *discovery) spanLost(span *congestion.SentSpan, transmissionTime time.Duration, now time.Time) {
	if span.ArrivedBlocks() > 0 || span.BlockSize < d.size() {
		return
	}
	if d.lostSpans == 0 {
		d.lostSince = span.SentAt
	}
	d.lostSpans++
	tooSoon := now.Sub(d.lostSince) < transmissionTime
	if d.lostSpans >= maxLostSpans && !tooSoon && d.current > 0 && !d.doubting() && !now.Before(d.trusted) {
		d.raiseAt = time.Time{}
		d.begin(d.current)
	}
}

// blockArrived takes in bytes of blocks of a size: a whole block of the size in use shows as much as an answered probe.
func (d *discovery) blockArrived(blockSize, bytes int, now time.Time) {
	if blockSize < d.size() || bytes < blockSize {
		return
	}
	d.lostSpans = 0
	if d.doubting() {
		d.settle(now)
	}
}
