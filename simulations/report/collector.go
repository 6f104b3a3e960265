package report

import (
	"io"
	"slices"
	"time"

	"swarm/messages"
	"swarm/simulations/world"
)

// Collector makes the results of a run from its facts and from samples of the world.
type Collector struct {
	world        *world.World
	rows         map[messages.NodeID]*row
	pieces       *availability
	series       Series
	sampler      sampler
	marks        []Mark
	marksLeftOut int // marks beyond maxMarks
	bytes        int64
	events       *events // nil: facts are not written
	arrived      int
	done         int
	last         time.Duration
}

// NewCollector returns a collector. It writes every fact to events as a line of JSON; nil: facts are not written.
func NewCollector(events io.Writer) *Collector {
	c := &Collector{rows: map[messages.NodeID]*row{}, pieces: newAvailability(), sampler: newSampler()}
	if events != nil {
		c.events = newEvents(events)
	}
	return c
}

// Begin sets the world. It must be called before the first fact.
func (c *Collector) Begin(w *world.World) { c.world = w }

// Observe handles a fact. It is called while an actor processes a message, and does not change the world.
func (c *Collector) Observe(at time.Duration, fact messages.Fact) {
	noted := at
	if at < c.last { // facts before the first owners share have the time zero; hosts run ahead of each other
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
	c.count(noted, fact)
}

// count updates the counts that a fact changes.
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

// sample records the current state.
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

// traffic returns what all nodes sent and received, and the sum of the rates of all running nodes' links; 0: one has
// no limit.
func (c *Collector) traffic() (sent, landed, upRate, downRate int64) {
	if c.world == nil {
		return 0, 0, 0, 0
	}
	upUnlimited, downUnlimited := false, false
	for _, n := range c.world.Nodes() {
		t := n.Traffic()
		sent, landed = sent+t.Sent, landed+t.Landed
		if n.Alive() {
			link := n.Link()
			upRate, downRate = upRate+link.Up, downRate+link.Down
			upUnlimited, downUnlimited = upUnlimited || link.Up == 0, downUnlimited || link.Down == 0
		}
	}
	if upUnlimited {
		upRate = 0
	}
	if downUnlimited {
		downRate = 0
	}
	return sent, landed, upRate, downRate
}

// Results returns the results of a run that ended at the time at. The caller fills in what only it knows. The world
// must not be closed yet. The error is that of writing events.
func (c *Collector) Results(at time.Duration) (*Results, error) {
	c.sample(max(at, c.last))
	s := c.series
	s.Pieces = len(c.pieces.copies)
	for i, row := range s.Availability { // samples before the first fact of a file have no buckets
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
