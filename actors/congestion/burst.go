package congestion

import (
	"time"

	"swarm/messages"
)

const (
	// maxBurstBytes is the most that one system call sends with segmentation offload, headers of blocks included: 45
	// blocks of 1,400 bytes, or 7 of 8,192. It is the longest UDP payload over IPv4.
	maxBurstBytes = 65507
	// maxBurstBlocks bounds how many smaller blocks are asked for at once.
	maxBurstBlocks = 45
	// minBurst and maxBurst bound a burst as a part of the window, in bytes.
	minBurst = 4 * messages.BlockPayload
	maxBurst = 45 * messages.BlockPayload
	// windowBursts is how many bursts a window has, so that requests are spread over a round trip.
	windowBursts = 16
	// shortPath is the round trip below which timers are coarser than the model. There the receive window alone is the
	// limit (docs/benchmarks.md: a control loop of 1 ms halves the rate on such a path).
	shortPath = time.Millisecond
	// On a short path a burst is one part in shortPathBursts of the receive window, but no more than maxShortPathBurst
	// bytes: both ends wake up less often and handle more at a time.
	shortPathBursts   = 4
	maxShortPathBurst = 512 << 10
)

// BlocksPerBurst returns how many blocks of a size (payload, bytes) are asked for at once where the window allows.
func BlocksPerBurst(blockSize int) int {
	return max(min(maxBurstBlocks, maxBurstBytes/(blockSize+messages.BlockOverhead)), 1)
}

// burst returns how many bytes are asked for at once: a part of the window, so that it stays smooth, and of a large
// window what one system call sends.
func (w *window) burst() int { return int(min(max(w.bytes/windowBursts, minBurst), maxBurst)) }

// Burst returns how many bytes of blocks of a size are asked for at once in a window: at least two blocks where the
// window holds eight. In a smaller window a second block would leave the bottleneck with nothing to do.
func (c *Controller) Burst(window, blockSize int) int {
	return min(max(c.window.burst(), min(2*blockSize, window/4)), BlocksPerBurst(blockSize)*blockSize)
}

// WorthAsking reports whether so many available bytes of a window are enough for a request: a whole burst, or half the
// window where that is smaller. Answers then come in batches (silly-window avoidance: RFC 9293, section 3.8.6.2).
func (c *Controller) WorthAsking(available, window, burst, receiveWindow int) bool {
	if c.rtt.known() && c.rtt.short() {
		burst = min(receiveWindow/shortPathBursts, maxShortPathBurst)
	}
	return available >= max(min(burst, window/2), 1)
}
