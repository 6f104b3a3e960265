package report

// Format is the version of results.json.
const Format = 1

// Never stands where something did not happen, in seconds.
const Never = -1.0

// Results is all there is to know of a run. Times are virtual seconds since the first owners shared, except WallSeconds.
type Results struct {
	Format          int      `json:"format"`
	Scenario        string   `json:"scenario"`
	Claim           string   `json:"claim,omitempty"`
	Seed            uint64   `json:"seed"`
	Commit          string   `json:"commit"`
	Trace           string   `json:"trace"` // the hash of the whole trace
	VirtualSeconds  float64  `json:"virtual_seconds"`
	WallSeconds     float64  `json:"wall_seconds"`
	PeakHeapBytes   uint64   `json:"peak_heap_bytes,omitempty"` // of the program that played it
	Events          uint64   `json:"events"`
	BoundSeconds    float64  `json:"bound_seconds"`    // the lower bound on MeasuredSeconds; 0: there is none
	MeasuredSeconds float64  `json:"measured_seconds"` // until the last node was done; Never
	Efficiency      float64  `json:"efficiency"`       // bound / measured; 0: unknown
	Failures        []string `json:"failures"`         // what should have held and did not
	FileBytes       int64    `json:"file_bytes"`       // of all files together
	Nodes           []Node   `json:"nodes"`            // by id
	Series          Series   `json:"series"`
	Marks           []Mark   `json:"marks"`
	MarksLeftOut    int      `json:"marks_left_out"` // beyond the most that are kept
}

// Node is what became of one node. Bytes are payload.
type Node struct {
	ID            uint32  `json:"id"`
	Wanted        bool    `json:"wanted"`        // it fetched something; the others are first owners
	Arrived       float64 `json:"arrived"`       // when its first download began, or it started; seconds
	Finished      float64 `json:"finished"`      // when its last download was done; Never
	Departed      float64 `json:"departed"`      // when it last ended, if it did not come back; Never
	Up            int64   `json:"up"`            // bytes sent, repeated ones too
	Down          int64   `json:"down"`          // bytes that came in and were missing
	Retransmitted int64   `json:"retransmitted"` // bytes sent that brought the receiver nothing: lost, doubled or unwanted
}

// Took is how long a node fetched, in seconds, or false when it is not done or had nothing to fetch.
func (n Node) Took() (float64, bool) {
	return n.Finished - n.Arrived, n.Wanted && n.Finished >= n.Arrived
}

// Series is how things went over time: one entry for each sample. Bytes and nodes are totals since the beginning.
type Series struct {
	Seconds      []float64 `json:"seconds"`
	Arrived      []int     `json:"arrived"` // nodes that had begun to fetch
	Done         []int     `json:"done"`    // nodes that had all they fetch
	Sent         []int64   `json:"sent"`    // bytes of payload, by all nodes
	Landed       []int64   `json:"landed"`  // bytes of payload that were missing, at all nodes
	UpRate       []int64   `json:"up_rate"` // bytes a second that the uplinks of living nodes carry; 0: one has no limit
	DownRate     []int64   `json:"down_rate"`
	Pieces       int       `json:"pieces"`       // of all files
	Availability [][]int   `json:"availability"` // copies at living nodes: by sample, then by bucket of pieces, the rarest piece of each
}

// Mark is something that was done to the swarm, or that broke.
type Mark struct {
	Seconds float64  `json:"seconds"`
	Kind    MarkKind `json:"kind"`
	Node    uint32   `json:"node"` // 0: none
	What    string   `json:"what"`
}

// MarkKind is the lane of the timeline that a mark stands in.
type MarkKind string

// The lanes.
const (
	MarkCrash   MarkKind = "nodes"
	MarkFault   MarkKind = "links and disks"
	MarkTracker MarkKind = "tracker"
	MarkRestart MarkKind = "actors restarted"
	MarkFailure MarkKind = "actors given up"
)
