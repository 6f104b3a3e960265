package report

import (
	"io"
	"slices"
	"time"

	"swarm/messages"
	"swarm/simulations/world"
)

// Collector makes results of a run. It is told when the world is there, and then of each fact.
type Collector struct {
	world        *world.World
	rows         map[messages.NodeID]*row
	pieces       *availability
	series       Series
	sampler      sampler
	marks        []Mark
	marksLeftOut int
	bytes        int64
	events       *events // nil: not written
	arrived      int
	done         int
	last         time.Duration
}

// NewCollector makes a collector; events gets every fact as a line of JSON, nil nobody.
func NewCollector(events io.Writer) *Collector {
	c := &Collector{rows: map[messages.NodeID]*row{}, pieces: newAvailability(), sampler: newSampler()}
	if events != nil {
		c.events = newEvents(events)
	}
	return c
}

// Begin says which world it is. It comes before the first fact.
func (c *Collector) Begin(w *world.World) { c.world = w }

// Observe takes in a fact. It is called while an actor has its turn, and changes nothing in the world.
func (c *Collector) Observe(at time.Duration, fact messages.Fact) {
	if at < c.last { // the time before the first owners shared is cut off
		at = c.last
	}
	c.last = at
	if c.sampler.due(at) {
		c.sample(at)
	}
	if c.events != nil {
		c.events.write(at, fact)
	}
	if m, is := mark(at, fact); is && at > 0 {
		if len(c.marks) < maxMarks {
			c.marks = append(c.marks, m)
		} else {
			c.marksLeftOut++
		}
	}
	c.count(at, fact)
}

// take counts what a fact changes.
func (c *Collector) count(at time.Duration, fact messages.Fact) {
	switch f := fact.(type) {
	case messages.FileShared:
		c.addFile(f.File)
		c.row(f.Node, at)
		c.pieces.addPieces(f.Node, f.File.InfoHash, 0, f.File.Pieces())
	case messages.DownloadStarted:
		c.addFile(f.File)
		c.downloadStarted(f, at)
	case messages.PieceVerified:
		c.pieces.addPieces(f.Node, f.InfoHash, f.Piece, 1)
	case messages.DownloadFinished:
		c.addFile(f.File)
		c.pieces.addPieces(f.Node, f.File.InfoHash, 0, f.File.Pieces())
		c.downloadFinished(f, at)
	case world.NodeStarted:
		c.row(f.Node, at).departed = -1
		c.pieces.setAlive(f.Node, true)
	case world.NodeCrashed:
		c.nodeEnded(f.Node, at)
	case world.NodeEnded:
		c.nodeEnded(f.Node, at)
	}
}

func (c *Collector) addFile(file messages.File) {
	if c.pieces.addFile(file) {
		c.bytes += file.Length
	}
}

func (c *Collector) nodeEnded(node messages.NodeID, at time.Duration) {
	c.row(node, at).departed = at
	c.pieces.setAlive(node, false)
}

// sample notes how far everything is.
func (c *Collector) sample(at time.Duration) {
	s := &c.series
	sent, landed, upRate, downRate := c.traffic()
	s.Seconds = append(s.Seconds, at.Seconds())
	s.Arrived, s.Done = append(s.Arrived, c.arrived), append(s.Done, c.done)
	s.Sent, s.Landed = append(s.Sent, sent), append(s.Landed, landed)
	s.UpRate, s.DownRate = append(s.UpRate, upRate), append(s.DownRate, downRate)
	s.Availability = append(s.Availability, c.pieces.row())
	if c.sampler.sampled(at, len(s.Seconds)) {
		s.thin()
	}
}

// traffic sums up what all nodes sent and received, and what the links of those that live carry.
func (c *Collector) traffic() (sent, landed, upRate, downRate int64) {
	if c.world == nil {
		return 0, 0, 0, 0
	}
	upOpen, downOpen := false, false
	for _, n := range c.world.Nodes() {
		t := n.Traffic()
		sent, landed = sent+t.Sent, landed+t.Landed
		if n.Alive() {
			link := n.Link()
			upRate, downRate = upRate+link.Up, downRate+link.Down
			upOpen, downOpen = upOpen || link.Up == 0, downOpen || link.Down == 0
		}
	}
	if upOpen {
		upRate = 0
	}
	if downOpen {
		downRate = 0
	}
	return sent, landed, upRate, downRate
}

// Results gives what came of the run, which is over by at. What only the runner knows is for it to fill in. The world must
// not be closed yet. The error is that of writing events.
func (c *Collector) Results(at time.Duration) (*Results, error) {
	c.sample(max(at, c.last))
	s := c.series
	s.Pieces = len(c.pieces.copies)
	for i, row := range s.Availability { // before the first fact of a file there were no buckets
		if missing := min(s.Pieces, maxBuckets) - len(row); missing > 0 {
			s.Availability[i] = append(row, make([]int, missing)...)
		}
	}
	r := &Results{Format: Format, VirtualSeconds: max(at, c.last).Seconds(), MeasuredSeconds: Never, FileBytes: c.bytes,
		Failures: []string{}, Series: s, Marks: slices.Clone(c.marks), MarksLeftOut: c.marksLeftOut}
	if c.world != nil {
		r.Events, _ = c.world.Events()
		r.Trace = c.world.Trace().Hash()
	}
	r.Nodes = c.nodes()
	if c.events != nil {
		return r, c.events.flush()
	}
	return r, nil
}
