package peer

import (
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

// Memory is what a peer must not forget when it crashes. The peer alone touches it; its maker only keeps it.
type Memory struct {
	token     messages.Token
	holdings  []*holding         // in the order in which they were taken up
	gone      []messages.Holding // let go of, and the tracker has not confirmed it yet
	opening   int                // files that the store was asked for and has not given: it answers the next incarnation as well
	given     *given             // by the store, and being dealt with; nil: nothing is
	uploads   uint64             // chunks uploaded since the process started
	before    uint64             // what the tracker had counted before that: totals go on from there
	resumed   bool               // the token is an earlier process's, and the tracker has not told before yet
	downloads int                // begun so far: names actors
	paths     int                // opened so far: names actors
	limits    *limits            // nil before the first incarnation
}

// NewMemory makes the memory of a peer that has the token of an earlier process, or "".
func NewMemory(token messages.Token) *Memory { return &Memory{token: token, resumed: token != ""} }

// holding is one file that the node has, or is fetching.
type holding struct {
	file     port.OpenFile
	state    messages.HoldingState // what there is to OWN
	told     messages.HoldingState // what the tracker was told and has confirmed
	said     bool                  // the tracker may have heard of it
	torrent  string                // the torrent's path, as it was given
	path     string                // the file's final path
	seeder   port.PID
	download port.PID // nil when the file is whole
	cause    string   // why its seeder or download was given up
}

func (m *Memory) holdingOf(file messages.InfoHash) *holding {
	for _, h := range m.holdings {
		if h.file.File().InfoHash == file {
			return h
		}
	}
	return nil
}

func (m *Memory) forget(gone *holding) {
	for i, h := range m.holdings {
		if h == gone {
			m.holdings = append(m.holdings[:i], m.holdings[i+1:]...)
			return
		}
	}
}

// back forgets that a file was let go of: the tracker knows how it is.
func (m *Memory) back(file messages.InfoHash) {
	m.gone = slices.DeleteFunc(m.gone, func(gone messages.Holding) bool { return gone.InfoHash == file })
}
