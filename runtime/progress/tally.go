package progress

import (
	"slices"
	"sync"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

var _ port.Journal = (*Tally)(nil)

// maxTallied bounds the nodes that are counted. One process runs at most 500.
const maxTallied = 10_000

// Tally counts what each node of a process received and sent. Its zero value is ready to use, and its methods may be
// called concurrently.
type Tally struct {
	mu   sync.Mutex
	rows map[messages.NodeID]*Row
}

// Row holds the totals of one node.
type Row struct {
	Node     messages.NodeID `json:"node"`
	Down     int64           `json:"bytes_down"` // verified payload
	Up       int64           `json:"bytes_up"`   // payload that receivers confirmed, or that BitTorrent peers got
	Took     time.Duration   `json:"-"`          // the longest of its downloads
	Restarts int             `json:"restarts"`   // of its actors
	Files    int             `json:"files"`      // downloads that are complete and verified
}

// Rate returns the average rate of the downloads in bytes per second; 0 if nothing was downloaded.
func (r Row) Rate() float64 {
	if r.Took <= 0 {
		return 0
	}
	return float64(r.Down) / r.Took.Seconds()
}

// Note counts a fact.
func (t *Tally) Note(fact messages.Fact) {
	switch f := fact.(type) {
	case messages.Joined:
		t.change(f.Node, func(*Row) {})
	case messages.PieceVerified:
		t.change(f.Node, func(r *Row) { r.Down += f.Bytes })
	case messages.ChunkUploaded:
		t.change(f.Node, func(r *Row) { r.Up += f.Bytes })
	case messages.StockPeerLeft:
		t.change(f.Node, func(r *Row) { r.Up += f.Sent })
	case messages.ActorRestarted:
		t.change(f.Node, func(r *Row) { r.Restarts++ })
	case messages.DownloadFinished:
		t.change(f.Node, func(r *Row) { r.Took = max(r.Took, f.Took); r.Files++ })
	}
}

// change updates the row of a node, which it makes if there is none.
func (t *Tally) change(node messages.NodeID, update func(*Row)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	row := t.rows[node]
	if row == nil {
		if len(t.rows) >= maxTallied {
			return
		}
		if t.rows == nil {
			t.rows = make(map[messages.NodeID]*Row)
		}
		row = &Row{Node: node}
		t.rows[node] = row
	}
	update(row)
}

// Rows returns the totals of all nodes, in the order of their numbers.
func (t *Tally) Rows() []Row {
	t.mu.Lock()
	defer t.mu.Unlock()
	rows := make([]Row, 0, len(t.rows))
	for _, row := range t.rows {
		rows = append(rows, *row)
	}
	slices.SortFunc(rows, func(a, b Row) int { return int(int64(a.Node) - int64(b.Node)) })
	return rows
}
