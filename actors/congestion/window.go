package congestion

import (
	"math"
	"time"

	"swarm/messages"
)

const (
	// firstWindow is the window before any data has arrived. The path has carried a Hello and an answer by then, and
	// requests are paced: QUIC's senders begin with 32 packets (Chromium, kInitialCongestionWindow).
	firstWindow = 32 * messages.BlockPayload
	// firstRate is how fast a path may be asked before any data has arrived, bytes per second, if that makes the window
	// larger than firstWindow, and maxFirstWindow bounds it: over a long path each round trip of start-up counts.
	firstRate      = 300_000
	maxFirstWindow = 4 * firstWindow
	// minWindow is the smallest window after losses (RFC 6928: ten segments).
	minWindow = 10 * messages.BlockPayload
	// maxWindow bounds the window of a short path, which grows with all that arrives.
	maxWindow = 1 << 30
	// MinBlocks is how many blocks may be in flight whatever the estimates say, so that the path never stops.
	MinBlocks = 4
	// queueScale makes the standing queue 95 KB at 25 MB/s, which is 4 ms of that rate.
	queueScale = 19
	// minRest and restRoundTrips are for how long nothing must have been in flight before the path's rate is no longer
	// trusted, because other flows may use the path now (RFC 7661, section 4.4). The longer of the two counts.
	minRest        = 200 * time.Millisecond
	restRoundTrips = 4
)

// window decides how many bytes may be in flight. It follows BBR's model (draft-ietf-ccwg-bbr): the path holds the
// highest recent delivery rate times the shortest round trip, the bandwidth-delay product. Loss by itself does not
// shrink the window, unless a rival keeps the queue standing: then it shares as TCP does (rival.go).
// docs/adr/0009-congestion-control.md has the figures.
type window struct {
	bytes      float64
	rates      maxByRound // delivery rates, bytes per second
	cycle      cycle
	rounds     rounds
	lumps      lumps
	rival      rival
	drainUntil time.Time // zero while the path is not drained (drain.go)
}

// newWindow returns the window of a new path. round is where its probing cycle begins.
func newWindow(round int) window { return window{bytes: firstWindow, cycle: newCycle(round)} }

// restart begins anew to find out how fast the path is. The share that is lost by chance remains known.
func (w *window) restart() {
	w.bytes, w.rates, w.lumps, w.cycle = firstWindow, maxByRound{}, lumps{}, w.cycle.restarted()
	w.rival.leave()
}

// begin sets the first window of a path whose round trip has just become known. It does nothing once data has arrived.
func (w *window) begin(rtt *roundTrip) {
	if w.rates.highest() == 0 && w.cycle.starting() {
		w.bytes = min(max(w.bytes, firstRate*rtt.shortest.Seconds()), maxFirstWindow)
	}
}

// holds returns the bandwidth-delay product of the path in bytes.
func (w *window) holds(rtt *roundTrip) float64 { return w.rates.highest() * rtt.typical().Seconds() }

// queue returns how many bytes the path keeps in the queue of its bottleneck, so that it never runs empty. Paths that
// share the bottleneck get shares in proportion to what they keep there (Wei and others 2006, "FAST TCP", section III).
// The root of the rate makes equal shares the only stable ones, and suits slow and fast paths.
func (w *window) queue() float64 { return queueScale * math.Sqrt(w.rates.highest()) }

// available returns how many more bytes may be in flight. receiveWindow limits what may stand in the socket's buffer;
// data that is still on a long path does not.
func (w *window) available(inFlight, receiveWindow, blockSize int, rtt *roundTrip) int {
	minimum := float64(MinBlocks * blockSize)
	return int(max(min(w.bytes, float64(receiveWindow)+w.holds(rtt)), minimum)) - inFlight
}

// arrived takes in so many new bytes of a span.
func (w *window) arrived(span *SentSpan, bytes int, f *flight, rtt *roundTrip, now time.Time) {
	w.rounds.noteArrived(bytes)
	if rate := span.deliveryRate(f, now); rate > 0 {
		w.rates.add(rate)
	}
	if w.rounds.ended(span.delivered, f.delivered) {
		w.endRound(span.appLimited, rtt, now)
	}
	if !w.cycle.starting() {
		w.lumps.arrived(bytes, w.rates.highest(), w.holds(rtt), now)
	}
	w.grow(bytes, rtt, now)
}

// grow sets the size of the window after so many bytes have arrived.
func (w *window) grow(arrivedBytes int, rtt *roundTrip, now time.Time) {
	holds, burst := w.holds(rtt), float64(w.burst())
	switch {
	case rtt.short():
		w.bytes = min(w.bytes+float64(arrivedBytes), maxWindow)
	case w.draining(rtt, now):
		w.bytes = drainGain * holds
	case w.cycle.starting():
		w.bytes = w.startupWindow(arrivedBytes, holds, rtt) + burst
	case w.rival.present():
		w.bytes = w.rival.grow(arrivedBytes, now)
	default:
		w.bytes = (w.cycle.gain()*holds+max(w.queue(), w.lumps.extra(holds)))/(1-w.rounds.chanceLoss()) + burst
	}
}

// startupWindow returns the window, without a burst, of a path in start-up. It grows with each arrival until the rate
// stops growing or a queue builds.
func (w *window) startupWindow(arrivedBytes int, holds float64, rtt *roundTrip) float64 {
	if queued := w.rounds.detectSwelling(rtt.typical()); queued || !w.cycle.growing() {
		return max(fullPipeGain*holds, minWindow)
	}
	return max(w.cycle.gain()*holds, w.bytes-float64(w.burst())+startupStep*float64(arrivedBytes))
}

// endRound ends a round trip. If this node's own limit, or a drain, held back requests in it, its rate is not the
// path's (draft-ietf-ccwg-bbr, application-limited samples): the round then neither ages what is known nor changes the
// state.
func (w *window) endRound(appLimited bool, rtt *roundTrip, now time.Time) {
	w.rounds.end(rtt.shortest)
	if w.drainUntil.IsZero() {
		rtt.endRound()
	}
	if appLimited || !w.drainUntil.IsZero() {
		return
	}
	w.rates.endRound()
	w.lumps.endRound(w.rounds.queueLoss())
	w.cycle.endRound(w.rates.highest())
	if !w.cycle.starting() && !rtt.short() {
		w.watchRival(rtt, now)
	}
}

// watchRival notes at the end of a round whether a rival came or left, or has filled the queue.
func (w *window) watchRival(rtt *roundTrip, now time.Time) {
	switch standing := w.rounds.standing(rtt.typical()); {
	case !w.rival.present() && standing > rivalEnters && w.rounds.known():
		w.rival.enter(w.bytes, now)
	case w.rival.present() && standing < rivalLeaves:
		w.rival.leave()
	case w.rival.present() && w.rounds.queueLoss():
		w.rival.shrink(now)
	}
}

// probeTimeout halves the window after nothing has arrived for the probe timeout.
func (w *window) probeTimeout() { w.bytes = max(w.bytes/2, minWindow) }

func (w *window) highestRate() float64           { return w.rates.highest() }
func (w *window) sample(roundTrip time.Duration) { w.rounds.sample(roundTrip) }
func (w *window) noteLost(bytes int)             { w.rounds.noteLost(bytes) }
