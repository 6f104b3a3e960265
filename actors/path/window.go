package path

import "time"

const (
	// burstBlocks is how many blocks are asked for at once where the window allows: 45 blocks of 1,432 bytes are the
	// most that one send with segmentation offload carries (65,507 bytes).
	burstBlocks = 45
	// firstWindow is how much is in flight before anything is known (RFC 6928: ten segments).
	firstWindow = 10 * 1400
	// leastBlocks keeps the path going whatever the estimates say.
	leastBlocks = 4
	// startupGrowth: while the rate grows by a quarter within startupRounds round trips, the window doubles (BBR, Startup).
	startupGrowth = 1.25
	startupRounds = 3
	// gain is the window in units of what the path holds: one to fill it, one for the queue and for late answers (BBR's
	// cwnd_gain).
	gain = 2.0
	// drainGain is the gain while the path is drained (BBR, ProbeRTTCwndGain).
	drainGain = 0.5
	// shortPath is the round trip below which the model is finer than this machine's timers: there the receiver's own
	// window is the brake, and it is all of it (docs/benchmarks.md: a control loop of 1 ms halves the rate there).
	shortPath = time.Millisecond
)

// window decides how many bytes may be in flight. It follows the model of BBR (draft-ietf-ccwg-bbr): the highest rate at
// which data came of late, times the shortest round trip, is what the path holds. Loss by itself does not close it.
type window struct {
	bytes   float64
	rates   rates
	startup bool
	full    float64   // the rate that growth is measured against
	flat    int       // rounds without growth
	round   int       // round trips so far
	roundAt int64     // flight.delivered at which the round began
	drainTo time.Time // while before it, little is in flight, so that the path's own round trip shows; see drain
}

func newWindow() window { return window{bytes: firstWindow, startup: true} }

// room is how many more bytes may be asked for.
func (w *window) room(inFlight, receiveWindow, blockSize int) int {
	least := float64(leastBlocks * blockSize)
	return int(max(min(w.bytes, float64(receiveWindow)), least)) - inFlight
}

// landed takes so many new bytes of a span into account.
func (w *window) landed(of *flying, bytes int, f *flight, rtt *roundTrip, now time.Time) {
	if of.delivered >= w.roundAt {
		w.roundAt = f.delivered
		w.endRound()
	}
	// The time that the data took is that between the arrivals before and now, or since it was sent where that is longer:
	// the smaller of the two rates (draft-cheng-iccrg-delivery-rate-estimation).
	if passed := max(now.Sub(of.stamp), now.Sub(of.sent)); passed > 0 {
		w.rates.add(float64(f.delivered-of.delivered)/passed.Seconds(), w.round)
	}
	switch {
	case w.startup || rtt.least < shortPath:
		w.bytes = min(w.bytes+float64(bytes), 1<<30)
	default:
		w.bytes = w.drain(rtt, now) * w.rates.highest() * rtt.least.Seconds()
	}
}

// drain gives the gain to use now. A window of twice what the path holds keeps a queue standing, behind which the
// shortest round trip is never seen again: when it is due to be measured anew, the queue is let drain for two round
// trips (BBR, ProbeRTT).
func (w *window) drain(rtt *roundTrip, now time.Time) float64 {
	switch {
	case now.Before(w.drainTo):
		return drainGain
	case !w.drainTo.IsZero():
		w.drainTo = time.Time{}
		if rtt.leastAt = now; rtt.drained > 0 {
			rtt.least = rtt.drained
		}
	case now.Sub(rtt.leastAt) > leastBelieved:
		w.drainTo = now.Add(2 * rtt.smoothed)
		rtt.drained = 0
		return drainGain
	}
	return gain
}

func (w *window) endRound() {
	w.round++
	w.rates.turn(w.round)
	if !w.startup {
		return
	}
	if highest := w.rates.highest(); highest > w.full*startupGrowth {
		w.full, w.flat = highest, 0
		return
	}
	if w.flat++; w.flat >= startupRounds {
		w.startup = false
	}
}

// probed takes into account that nothing came for so long that something had to be asked again.
func (w *window) probed() {
	w.bytes = max(w.bytes/2, firstWindow)
	w.startup = false
}
