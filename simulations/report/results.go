package report

// Format is the version of the format of results.json.
const Format = 1

// Never is the time of something that did not happen, in seconds.
const Never = -1.0

// Results are the results of a run. Times are virtual seconds since the first owners shared, except WallSeconds.
type Results struct {
	Format          int      `json:"format"`
	Scenario        string   `json:"scenario"`
	Claim           string   `json:"claim,omitempty"`
	Seed            uint64   `json:"seed"`
	Commit          string   `json:"commit"`
	Trace           string   `json:"trace"` // the hash of the whole trace
	VirtualSeconds  float64  `json:"virtual_seconds"`
	WallSeconds     float64  `json:"wall_seconds"`
	PeakHeapBytes   uint64   `json:"peak_heap_bytes,omitempty"` // of the process that played the run
	Events          uint64   `json:"events"`
	BoundSeconds    float64  `json:"bound_seconds"`    // the lower bound on MeasuredSeconds; 0: there is none
	MeasuredSeconds float64  `json:"measured_seconds"` // until the last node was done; Never
	Efficiency      float64  `json:"efficiency"`       // bound / measured; 0: unknown
	Failures        []string `json:"failures"`         // clauses and invariants that did not hold
	FileBytes       int64    `json:"file_bytes"`       // of all files together
	Nodes           []Node   `json:"nodes"`            // by id
	Series          Series   `json:"series"`
	Marks           []Mark   `json:"marks"`
	MarksLeftOut    int      `json:"marks_left_out"` // marks beyond the limit
}

// Node is the result of one node. Bytes are payload.
type Node struct {
	ID            uint32  `json:"id"`
	Wanted        bool    `json:"wanted"`        // it fetched a file; the others are first owners
	Arrived       float64 `json:"arrived"`       // when its first download began, or it was started; seconds
	Finished      float64 `json:"finished"`      // when its last download was done; Never
	Departed      float64 `json:"departed"`      // when it ended, if it did not come back; Never
	Up            int64   `json:"up"`            // bytes sent, retransmissions included
	Down          int64   `json:"down"`          // bytes received that were new
	Retransmitted int64   `json:"retransmitted"` // bytes sent that were lost or that the receiver had already
}

// Took returns how long a node took to fetch everything, in seconds, or false when it is not done or had nothing to
// fetch.
func (n Node) Took() (float64, bool) {
	return n.Finished - n.Arrived, n.Wanted && n.Finished >= n.Arrived
}

// Series is the state of the swarm over time, with one entry for each sample. Bytes and nodes are totals since the
// beginning.
type Series struct {
	Seconds  []float64 `json:"seconds"`
	Arrived  []int     `json:"arrived"` // nodes that had begun to fetch
	Done     []int     `json:"done"`    // nodes that had everything they fetch
	Sent     []int64   `json:"sent"`    // bytes of payload, by all nodes
	Landed   []int64   `json:"landed"`  // bytes of payload that were new, at all nodes
	UpRate   []int64   `json:"up_rate"` // sum of running nodes' uplinks, bytes a second; 0: one has no limit
	DownRate []int64   `json:"down_rate"`
	Pieces   int       `json:"pieces"` // of all files
	// copies at running nodes: by sample, then by bucket (its rarest piece)
	Availability [][]int `json:"availability"`
}

// Mark is a fault, a departure or a restart.
type Mark struct {
	Seconds float64  `json:"seconds"`
	Kind    MarkKind `json:"kind"`
	Node    uint32   `json:"node"` // 0: none
	What    string   `json:"what"`
}

// MarkKind is the row of the timeline in which a mark is drawn.
type MarkKind string

// The rows of the timeline.
const (
	MarkCrash   MarkKind = "nodes"
	MarkFault   MarkKind = "links and disks"
	MarkTracker MarkKind = "tracker"
	MarkRestart MarkKind = "actors restarted"
	MarkFailure MarkKind = "actors given up"
)
