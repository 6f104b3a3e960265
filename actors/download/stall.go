package download

import (
	"fmt"
	"time"

	"swarm/messages"
)

// stallTime is how long nothing may move before the user is told why.
const stallTime = 5 * time.Second

// noteStall notes, once for each stall, why nothing moves.
func (a *Actor) noteStall(now time.Time) {
	if a.stalled || len(a.transfers) > 0 || now.Sub(a.lastMoved) < stallTime {
		return
	}
	a.stalled = true
	reason := "no owner is known to the tracker; waiting for one"
	if known := len(a.owners.list()); known > 0 {
		reason = fmt.Sprintf("none of the %d known owners can give what is missing; waiting", known)
	}
	a.ports.Journal.Note(messages.DownloadStalled{At: a.at(), InfoHash: a.file.InfoHash, Missing: a.missing(),
		Reason: reason})
}
