package path

import "time"

const (
	// leastPayload fits the 1,200 bytes that a Hello has, with what stands beside it (messages.BlockOverhead): a path that
	// carries no Hello carries nothing (BASE_PLPMTU of RFC 8899, section 5.1.2).
	leastPayload = 1200 - 48
	// maxProbes is how often one size is tried before the path is taken not to carry it (MAX_PROBES, RFC 8899, section
	// 5.1.2).
	maxProbes = 3
	// searchWait is the least time that a probe of a larger size is given (PROBE_TIMER, RFC 8899, section 5.1.1). There is no
	// hurry: smaller blocks come meanwhile.
	searchWait = time.Second
	// raiseAfter is when larger sizes are tried again (PMTU_RAISE_TIMER, RFC 8899, section 5.1.1).
	raiseAfter = 10 * time.Minute
	// wholeLosses: so many spans lost one after the other, with not one whole block between them, may mean that the path
	// does not carry the blocks' size any more. A probe tells.
	wholeLosses = 3
	// believedFor is for how long a probe that ended a doubt is believed, so that an owner that is slow is not probed all the time.
	believedFor = 3 * time.Second
)

// largerPayloads are the sizes that are tried above the base, in bytes. They divide a piece, so that no block of it is
// short. 8,192 fits the usual jumbo frame of 9,000 bytes, and over loopback, with offload, nothing larger was faster
// (docs/adr/0012-larger-datagrams.md).
var largerPayloads = [...]int{4 << 10, 8 << 10}

// payloads gives the sizes to choose from, ascending, and which of them is the base: the path is taken to carry that.
func payloads(base, limit int) (sizes []int, at int) {
	sizes = []int{min(leastPayload, base)}
	if base > sizes[0] && base <= limit {
		sizes = append(sizes, base)
	}
	at = len(sizes) - 1
	for _, size := range largerPayloads {
		if size > base && size <= limit {
			sizes = append(sizes, size)
		}
	}
	return sizes, at
}

// discovery finds out what size of blocks a path carries: packetization layer path MTU discovery for datagrams (RFC 8899),
// with a table of sizes in place of a search, since few sizes are worth having. A probe goes both ways in one length.
//
//	  ┌─── answered: the next size                 no answer, though the owner lives: down to the base
//	  ▼ │    no answer, or no larger size        ┌─────────────────────────────┐
//	searching ─────────────────────────────▶ settled ─────────────────────▶ doubting
//	  ▲                                        │ ▲    whole spans are lost     │
//	  └────────────── raiseAfter ──────────────┘ └─────────────────────────────┘ answered, or a whole block came
type discovery struct {
	sizes    []int // payloads, bytes, ascending
	base     int   // index in sizes
	at       int   // what blocks are asked for in; index in sizes
	probing  int   // what is being tried; index in sizes; not probing while it is idle
	idle     bool
	nonce    uint64
	tries    int       // probes of that size that were sent
	sent     time.Time // the last of them; zero: none yet
	heard    bool      // the owner was, since the doubt began
	losses   int       // whole spans since a whole block came
	since    time.Time // when the first of these was asked for
	believed time.Time // until when there is no doubt
	raise    time.Time // when larger sizes are tried again; zero: there are none, or they are being tried
}

// newDiscovery begins at the base, or at the largest size at once where the way is known to carry it.
func newDiscovery(base, limit int, atOnce bool) discovery {
	d := discovery{idle: true}
	d.sizes, d.base = payloads(base, limit)
	if d.at = d.base; atOnce {
		d.at = len(d.sizes) - 1
	}
	d.search()
	return d
}

// size is the payload to ask for, bytes.
func (d *discovery) size() int { return d.sizes[d.at] }

// search begins to try the next larger size, if there is one. Going up needs a round trip for each size that the path
// carries, and going down would need seconds for each that it does not.
func (d *discovery) search() {
	if d.idle = d.at == len(d.sizes)-1; !d.idle {
		d.begin(d.at + 1)
	}
}

func (d *discovery) begin(index int) {
	d.idle, d.probing, d.nonce, d.tries, d.sent, d.heard = false, index, 0, 0, time.Time{}, false
}

// doubting tells whether the probe under way is for the size in use.
func (d *discovery) doubting() bool { return !d.idle && d.probing == d.at }

// due is when to look at the discovery again; zero: when something happens. answer is how long an answer may take.
func (d *discovery) due(answer time.Duration) time.Time {
	switch {
	case d.idle:
		return d.raise
	case d.sent.IsZero():
		return time.Time{}
	}
	return d.sent.Add(d.patience(answer))
}

// patience is how long the last probe is waited for. An owner that does not live is asked ever less often.
func (d *discovery) patience(answer time.Duration) time.Duration {
	if d.doubting() {
		return min(answer<<max(min(d.tries, 6)-maxProbes, 0), mostProbe)
	}
	return max(answer, searchWait)
}

// next gives the payload to probe for now, if there is one.
func (d *discovery) next(answer time.Duration, now time.Time) (payload int, ok bool) {
	if d.idle {
		if d.raise.IsZero() || now.Before(d.raise) {
			return 0, false
		}
		d.raise = time.Time{}
		d.search()
	}
	if d.idle || !d.sent.IsZero() && now.Before(d.sent.Add(d.patience(answer))) {
		return 0, false
	}
	if d.tries >= maxProbes && !d.doubting() {
		d.settle(now)
		return 0, false
	}
	d.tries++
	d.sent = now
	return d.sizes[d.probing], true
}

// failed tells whether the size in use was probed in vain while the owner lives: the path has become a black hole for it.
func (d *discovery) failed(answer time.Duration, now time.Time) bool {
	return d.doubting() && d.heard && d.tries >= maxProbes && !now.Before(d.sent.Add(d.patience(answer)))
}

// echoed takes in that a probe was answered, and tells whether the size in use changed.
func (d *discovery) echoed(now time.Time) bool {
	if d.idle {
		return false
	}
	larger := d.probing > d.at
	d.at, d.losses = d.probing, 0
	if d.settle(now); larger {
		d.search()
	} else {
		d.believed = now.Add(believedFor)
	}
	return larger
}

// settle ends the probing. Sizes above what is in use are tried again later.
func (d *discovery) settle(now time.Time) {
	d.idle, d.raise = true, time.Time{}
	if d.at < len(d.sizes)-1 {
		d.raise = now.Add(raiseAfter)
	}
}

// lower goes down from a payload that the path does not carry, to the base or below it, and tells whether there is a size
// to go to.
func (d *discovery) lower(payload int, now time.Time) bool {
	if payload > d.size() {
		return true // it was lowered already
	}
	target := d.base
	if payload <= d.sizes[target] {
		target = 0
	}
	if payload <= d.sizes[target] {
		return false
	}
	d.at, d.losses = target, 0
	d.settle(now)
	return true
}

// lost takes in that a span was given up, whole or in part. crossing is how long a block may take to come: sooner, its loss
// says nothing of its size.
func (d *discovery) lost(of *flying, crossing time.Duration, now time.Time) {
	if !of.whole() || of.blockSize < d.size() {
		return
	}
	if d.losses == 0 {
		d.since = of.sent
	}
	d.losses++
	tooSoon := now.Sub(d.since) < crossing
	if d.losses >= wholeLosses && !tooSoon && d.at > 0 && !d.doubting() && !now.Before(d.believed) {
		d.raise = time.Time{}
		d.begin(d.at)
	}
}

// came takes in that blocks of a payload came: one of them whole shows as much as a probe does.
func (d *discovery) came(payload, bytes int, now time.Time) {
	if payload < d.size() || bytes < payload {
		return
	}
	d.losses = 0
	if d.doubting() {
		d.settle(now)
	}
}
