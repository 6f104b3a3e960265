package progress

import (
	"time"

	"swarm/messages"
)

// transfer is one file that a node fetches.
type transfer struct {
	refresh
	node        messages.NodeID
	file        messages.File
	bytes       int64                    // verified, including those of an earlier run; invariant: <= file.Length
	owners      map[messages.NodeID]bool // invariant: len <= maxOwners
	speed       speed
	stallReason string // why no piece can be fetched now, or ""
}

// maxOwners bounds the owners that are counted for one transfer.
const maxOwners = 1000

// addBytes counts the bytes of a verified piece.
func (t *transfer) addBytes(bytes int64, now time.Time) {
	t.bytes = min(t.bytes+bytes, t.file.Length)
	t.speed.add(bytes, now)
	t.stallReason = ""
}

func (t *transfer) addOwner(owner messages.NodeID) {
	if len(t.owners) < maxOwners {
		t.owners[owner] = true
	}
}

func (t *transfer) percent() float64 {
	if t.file.Length == 0 {
		return 100
	}
	return 100 * float64(t.bytes) / float64(t.file.Length)
}

// timeLeft returns how long the missing bytes take at a rate. It is not known at rate 0, or if it exceeds 100 hours.
func (t *transfer) timeLeft(bytesPerSec float64) (left time.Duration, known bool) {
	missing := float64(t.file.Length - t.bytes)
	const maxShown = 100 * time.Hour
	if bytesPerSec <= 0 || missing/bytesPerSec > maxShown.Seconds() {
		return 0, false
	}
	return time.Duration(missing / bytesPerSec * float64(time.Second)), true
}
