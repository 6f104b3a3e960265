package console

import (
	"time"

	"swarm/messages"
)

// transfer is one file that a node fetches, as it is shown.
type transfer struct {
	node   messages.NodeID
	file   messages.File
	bytes  int64 // verified, with what was there at the start; invariant: <= file.Length
	owners map[messages.NodeID]bool
	speed  speed
	wait   string    // why it waits, or ""
	shown  time.Time // when its last line was written
	dirty  bool      // something changed since
}

// maxOwners bounds the owners that are counted for one transfer.
const maxOwners = 1000

func (t *transfer) verified(bytes int64, now time.Time) {
	t.bytes = min(t.bytes+bytes, t.file.Length)
	t.speed.add(bytes, now)
	t.wait, t.dirty = "", true
}

func (t *transfer) ownerSeen(owner messages.NodeID) {
	if len(t.owners) < maxOwners {
		t.owners[owner] = true
	}
	t.dirty = true
}

func (t *transfer) percent() float64 {
	if t.file.Length == 0 {
		return 100
	}
	return 100 * float64(t.bytes) / float64(t.file.Length)
}

// eta is how long the rest takes at this rate, or false when nobody can know.
func (t *transfer) eta(bytesPerSec float64) (time.Duration, bool) {
	left := float64(t.file.Length - t.bytes)
	const longest = 100 * time.Hour
	if bytesPerSec <= 0 || left/bytesPerSec > longest.Seconds() {
		return 0, false
	}
	return time.Duration(left / bytesPerSec * float64(time.Second)), true
}
