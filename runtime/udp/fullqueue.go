package udp

import "time"

const (
	// fullQueuePause is how long to wait after the system had no space for a datagram: some systems do not report when
	// there is space again (ENOBUFS on macOS and the BSDs, and of some drivers on Linux).
	fullQueuePause = time.Millisecond

	// fullQueueAttempts is how often the same datagram is tried again before it counts as lost.
	fullQueueAttempts = 50
)

// pauseForQueue waits after the system had no space for a datagram.
func pauseForQueue(tally *tally) {
	tally.sendWaits.Add(1)
	time.Sleep(fullQueuePause)
}
