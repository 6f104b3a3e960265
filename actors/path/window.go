package path

import (
	"math"
	"time"
)

const (
	// burstBytes is the most that one send with segmentation offload carries, with the blocks' headers: 45 blocks of 1,400
	// bytes, 7 of 8,192. burstBlocks bounds how many of a smaller size are asked for at once.
	burstBytes  = 65507
	burstBlocks = 45
	leastBurst  = 4 * 1400
	mostBurst   = 45 * 1400
	// firstWindow is how much is in flight before any data came. The path has carried a Hello and an answer by then, and
	// what is asked for is paced: QUIC's senders begin with 32 packets (Chromium, kInitialCongestionWindow).
	firstWindow = 32 * 1400
	// leastWindow is what is left of a window at least, whatever was lost (RFC 6928: ten segments).
	leastWindow = 10 * 1400
	// leastBlocks keeps the path going whatever the estimates say.
	leastBlocks = 4
	// shortPath is the round trip below which the model is finer than this machine's timers: there the receiver's own
	// window is the brake, and it is all of it (docs/benchmarks.md: a control loop of 1 ms halves the rate there).
	shortPath = time.Millisecond
	// On a short path several bursts are asked for at once, so that both ends wake up less often and send and receive more
	// at a time: so many parts of the receiver's window, but no more bytes than mostShortBurst.
	shortBursts    = 4
	mostShortBurst = 512 << 10
)

// window decides how many bytes may be in flight. It follows the model of BBR (draft-ietf-ccwg-bbr): the highest rate at
// which data came of late, times the shortest round trip, is what the path holds. Loss by itself does not close it, unless
// somebody else keeps the path's queue standing: then it shares as TCP does (rival.go).
// docs/adr/0009-congestion-control.md has the figures.
type window struct {
	bytes   float64
	rates   rates
	cycle   cycle
	rounds  rounds
	lumps   lumps
	rival   rival
	drainTo time.Time // while before it, little is in flight, so that the path's own round trip shows; see drain
}

// newWindow makes the window of a new path. turn is where its cycle begins: paths should differ in it.
func newWindow(turn int) window {
	return window{bytes: firstWindow, cycle: newCycle(turn)}
}

// restartAfter is how long a path has nothing in flight until what was known of its rate says nothing any more: others may
// use it now (RFC 7661, section 4.4). Four round trips count as well, where they are longer.
const restartAfter = 200 * time.Millisecond

// restart begins anew to find out how fast the path is. How much of what it carries is lost by chance is still known.
func (w *window) restart() {
	w.bytes, w.rates, w.lumps, w.rival.present = firstWindow, rates{}, lumps{}, false
	w.cycle = newCycle(w.cycle.at)
}

// holds is what the path itself holds, in bytes: its rate times its round trip.
func (w *window) holds(rtt *roundTrip) float64 { return w.rates.highest() * rtt.typical().Seconds() }

// burst is how much is asked for at once, in bytes: a sixteenth of the window, so that it stays smooth, and of a large one
// what one send carries.
func (w *window) burst() int { return int(min(max(w.bytes/16, leastBurst), mostBurst)) }

// queue is how many bytes the path keeps in the queue of its bottleneck, so that it never runs empty. Paths that share the
// bottleneck get shares as what they keep there (Wei and others 2006, "FAST TCP", section III): the root of the rate makes
// equal shares the only ones that last, and yet is right for slow and for fast paths.
func (w *window) queue() float64 { return queueScale * math.Sqrt(w.rates.highest()) }

// room is how many more bytes may be asked for. receiveWindow is what may stand in the socket's buffer, which is not what
// is still on a long way.
func (w *window) room(inFlight, receiveWindow, blockSize int, rtt *roundTrip) int {
	least := float64(leastBlocks * blockSize)
	return int(max(min(w.bytes, float64(receiveWindow)+w.holds(rtt)), least)) - inFlight
}

// landed takes so many new bytes of a span into account.
func (w *window) landed(of *flying, bytes int, f *flight, rtt *roundTrip, now time.Time) {
	w.rounds.came += int64(bytes)
	// The time that the data took is that between the arrivals before and now, or since it was sent where that is longer:
	// the smaller of the two rates (draft-cheng-iccrg-delivery-rate-estimation).
	if passed := max(now.Sub(of.stamp), now.Sub(of.sent)); passed > 0 {
		w.rates.add(float64(f.delivered-of.delivered) / passed.Seconds())
	}
	if of.delivered >= w.rounds.until {
		w.rounds.until = f.delivered
		w.endRound(of.held, rtt, now)
	}
	if !w.cycle.startup {
		w.lumps.landed(bytes, w.rates.highest(), w.holds(rtt), now)
	}
	w.resize(bytes, rtt, now)
}

func (w *window) resize(landed int, rtt *roundTrip, now time.Time) {
	holds, burst := w.holds(rtt), float64(w.burst())
	switch {
	case rtt.least < shortPath:
		w.bytes = min(w.bytes+float64(landed), 1<<30)
	case w.draining(rtt, now):
		w.bytes = drainGain * holds
	case w.cycle.startup:
		w.bytes = w.grown(landed, holds, rtt) + burst
	case w.rival.present:
		w.bytes = w.rival.grown(landed, now)
	default:
		w.bytes = (w.cycle.gain()*holds+max(w.queue(), w.lumps.extra(holds)))/(1-w.rounds.byChance()) + burst
	}
}

// grown is the window, without a burst, of a path whose rate is not known yet.
func (w *window) grown(landed int, holds float64, rtt *roundTrip) float64 {
	if w.rounds.swelled(rtt.typical()) {
		w.rounds.swollen = true
	}
	if w.cycle.flat > 0 || w.rounds.swollen {
		return max(filledGain*holds, leastWindow)
	}
	return max(w.cycle.gain()*holds, w.bytes-float64(w.burst())+startupStep*float64(landed))
}

// endRound ends a round trip. One in which this node's own limit, or the drain, held back what was asked shows how fast that
// was, and not the path (draft-ietf-ccwg-bbr, application-limited samples): what is known of it is neither forgotten nor
// judged.
func (w *window) endRound(held bool, rtt *roundTrip, now time.Time) {
	w.rounds.end(rtt.least)
	if w.drainTo.IsZero() {
		rtt.jitter.turn()
	}
	if held || !w.drainTo.IsZero() {
		return
	}
	w.rates.turn()
	w.lumps.turn(w.rounds.lossy)
	w.cycle.turn(w.rates.highest())
	if w.cycle.startup || rtt.least < shortPath {
		return
	}
	switch standing := w.rounds.standing(rtt.typical()); {
	case !w.rival.present && standing > rivalEnters && w.rounds.known():
		w.rival.enter(w.bytes, now)
	case w.rival.present && standing < rivalLeaves:
		w.rival.present = false
	case w.rival.present && w.rounds.lossy:
		w.rival.lost(now)
	}
}

// paceRate is how fast may be asked for more, in bytes per second; 0 means at once. It is above the path's rate, so that
// the window stays the brake, and only what would come as a flood is spread.
func (w *window) paceRate(rtt *roundTrip) float64 {
	if rtt.least < shortPath {
		return 0
	}
	if w.rival.present && w.drainTo.IsZero() {
		return paceGain * w.bytes / rtt.smoothed.Seconds()
	}
	if w.cycle.startup && w.cycle.flat == 0 && !w.rounds.swollen {
		return startupPace * w.bytes / rtt.typical().Seconds()
	}
	return max(paceGain, w.cycle.gain()) * w.rates.highest() / (1 - w.rounds.byChance())
}

const (
	// paceGain is how much faster than the path's rate may be asked.
	paceGain = 1.5
	// queueScale makes the queue 95 KB at 25 MB/s, 4 ms of the rate.
	queueScale = 19
	// drainGain is the gain while the path is drained (BBR, ProbeRTTCwndGain).
	drainGain = 0.5
)

// draining tells whether the path is being drained. A queue that stands hides the shortest round trip: when that is due
// to be measured anew, the queue is let drain for two round trips (BBR, ProbeRTT). All paths do so when the clock shows
// a multiple of leastBelieved: those that share a bottleneck must drain together to see it empty, and those of one host
// do, and others as far as their clocks agree.
func (w *window) draining(rtt *roundTrip, now time.Time) bool {
	switch {
	case now.Before(w.drainTo):
		return true
	case !w.drainTo.IsZero():
		w.drainTo = time.Time{}
		rtt.anew(now)
	case rtt.leastAt.Before(now.Truncate(leastBelieved)) && !w.cycle.startup:
		w.drainTo = now.Add(2 * rtt.smoothed)
		rtt.drained = 0
		rtt.jitter.drain(now)
		return true
	}
	return false
}

// probed takes into account that nothing came for so long that something had to be asked again.
func (w *window) probed() { w.bytes = max(w.bytes/2, leastWindow) }
