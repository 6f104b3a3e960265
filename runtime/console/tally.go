package console

import (
	"slices"
	"sync"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

var _ port.Journal = (*Tally)(nil)

// maxTallied bounds the nodes that are counted: one process runs fewer.
const maxTallied = 10_000

// Tally adds up what each node of a process moved. Its zero value is ready; all methods may be called at the same time.
type Tally struct {
	mu   sync.Mutex
	rows map[messages.NodeID]*Row
}

// Row is what one node did.
type Row struct {
	Node     messages.NodeID `json:"node"`
	Down     int64           `json:"bytes_down"` // verified payload
	Up       int64           `json:"bytes_up"`   // payload that receivers confirmed
	Took     time.Duration   `json:"-"`          // of its downloads, the longest
	Restarts int             `json:"restarts"`   // of its actors
	Files    int             `json:"files"`      // downloads that are complete and verified
}

// Rate is the average of a download, in bytes per second; 0 when nothing was downloaded.
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
	case messages.ActorRestarted:
		t.change(f.Node, func(r *Row) { r.Restarts++ })
	case messages.DownloadFinished:
		t.change(f.Node, func(r *Row) { r.Took = max(r.Took, f.Took); r.Files++ })
	}
}

func (t *Tally) change(node messages.NodeID, how func(*Row)) {
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
	how(row)
}

// Rows gives the nodes in the order of their numbers.
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
