package peer

import (
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

// Memory is the state of a peer that survives a crash. Only the peer uses it; runtime/system keeps it for the next
// incarnation.
type Memory struct {
	token    messages.Token
	holdings []*holding         // in the order in which they were taken up
	dropped  []messages.Holding // no longer held, and the tracker has not confirmed it yet
	// calls of the store that are not answered yet; the next incarnation gets the answers
	opening       int
	pending       *pending // the answer of the store that is being handled, or nil
	uploadedBytes int64    // that receivers confirmed since the process started
	uploadsBefore uint64   // chunks that the tracker had counted before that; totals continue from here
	resumed       bool     // the token is an earlier process's, and uploadsBefore is not known yet
	childNumber   int      // seeders and downloads spawned so far; makes their names unique
	pathNumber    int      // paths spawned so far; likewise
	limits        *limits  // nil before the first incarnation
}

// NewMemory returns the memory of a peer that has the token of an earlier process, or "".
func NewMemory(token messages.Token) *Memory { return &Memory{token: token, resumed: token != ""} }

// holding is one file that the node has or is fetching.
type holding struct {
	file      port.OpenFile
	state     messages.HoldingState // what the node has of it, to be announced by OWN
	announced messages.HoldingState // what the tracker has confirmed
	// an OWN that names it was sent: the tracker may know it, even without a confirmation
	maybeKnown bool
	torrent    string // the torrent's file path, as the user gave it
	filePath   string // the file's final path
	seeder     port.PID
	download   port.PID // nil when all that is wanted of the file is there
	complete   bool     // all that is wanted of the file is there
	announcer  port.PID // nil if the torrent names no tracker beside the node's own
	contacts   port.PID // nil if the node speaks no BitTorrent
	cause      string   // why one of them was given up
}

func (m *Memory) holdingOf(file messages.InfoHash) *holding {
	for _, h := range m.holdings {
		if h.file.File().InfoHash == file {
			return h
		}
	}
	return nil
}

func (m *Memory) remove(h *holding) {
	m.holdings = slices.DeleteFunc(m.holdings, func(other *holding) bool { return other == h })
}

// undrop forgets that a file was dropped: the tracker knows its present state.
func (m *Memory) undrop(file messages.InfoHash) {
	m.dropped = slices.DeleteFunc(m.dropped, func(dropped messages.Holding) bool { return dropped.InfoHash == file })
}
