package progress

import (
	"net/netip"
	"time"

	"swarm/messages"
)

// transfer is one file that a node fetches.
type transfer struct {
	refresh
	node        messages.NodeID
	file        messages.File
	bytes       int64                    // verified, including those of an earlier run; invariant: <= file.Length
	nodes       map[messages.NodeID]bool // owners that are nodes; invariant: len <= maxOwners
	stock       map[netip.AddrPort]bool  // BitTorrent peers that are connected; likewise
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

// addNode counts an owner. A BitTorrent peer, which is node 0 here, counts when it joins.
func (t *transfer) addNode(owner messages.NodeID) {
	if owner != 0 && len(t.nodes) < maxOwners {
		t.nodes[owner] = true
	}
}

func (t *transfer) addStock(peer netip.AddrPort) {
	if len(t.stock) < maxOwners {
		t.stock[peer] = true
	}
}

// owners returns how many owners there are. A BitTorrent peer counts while it is connected.
func (t *transfer) owners() int { return len(t.nodes) + len(t.stock) }

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
