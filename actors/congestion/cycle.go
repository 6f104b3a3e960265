package congestion

const (
	// Start-up ends once the delivery rate has grown by less than startupGrowth in each of startupRounds round trips in
	// a row: by then the bottleneck is in full use (BBR, Startup: full_bw_thresh and full_bw_count).
	startupGrowth = 1.25
	startupRounds = 3
	// startupGain is the window gain while the rate still grows; it lets the window double in a round trip (BBR: 2.77
	// to 2.89).
	startupGain = 2.9
	// fullPipeGain is the window gain while start-up decides whether the rate has stopped growing.
	fullPipeGain = 1.5
	// startupStep is how many bytes each delivered byte adds to the window during start-up, and startupPace how many
	// windows may be asked for in a round trip: the rate that is known then is the rate of one round trip ago.
	startupStep = 1.5
	startupPace = 1.5

	// After start-up the window follows a cycle of cycleRounds round trips (BBR, ProbeBW): in the first, a quarter more
	// is in flight, to find out whether the path has become faster; in the second, the queue that this built drains, so
	// that the shortest round trip shows again; in the others, the window cruises. A path with a small share of the
	// bottleneck gains more by its turn of probing than one with a large share, and so shares become equal.
	cycleRounds = 8
	probeGain   = 1.25
	drainedGain = 1.0
	cruiseGain  = 1.0
)

// cycle is the state machine of the window gain: start-up first, then rounds of probing, draining and cruising.
type cycle struct {
	inStartup bool
	fullRate  float64 // the rate that growth is measured against, bytes per second
	flat      int     // round trips in a row in which the rate did not grow enough
	round     int     // the current round trip of the cycle, 0 to cycleRounds-1
}

// newCycle returns a cycle in start-up. Its cycle will go on from the given round: paths that share a bottleneck should
// not all probe at once.
func newCycle(round int) cycle { return cycle{inStartup: true, round: round % cycleRounds} }

// restarted returns a cycle that is in start-up again and keeps its round.
func (c *cycle) restarted() cycle { return newCycle(c.round) }

// starting reports whether the path's rate is not known yet.
func (c *cycle) starting() bool { return c.inStartup }

// growing reports whether the path is in start-up and its rate grew in the last round trip.
func (c *cycle) growing() bool { return c.inStartup && c.flat == 0 }

// gain returns the factor by which the window exceeds what the path holds.
func (c *cycle) gain() float64 {
	switch {
	case c.inStartup && c.flat > 0:
		return fullPipeGain
	case c.inStartup:
		return startupGain
	case c.round == 0:
		return probeGain
	case c.round == 1:
		return drainedGain
	}
	return cruiseGain
}

// endRound ends a round trip. highestRate is the path's delivery rate as known now, in bytes per second.
func (c *cycle) endRound(highestRate float64) {
	if !c.inStartup {
		c.round = (c.round + 1) % cycleRounds
		return
	}
	if highestRate > c.fullRate*startupGrowth {
		c.fullRate, c.flat = highestRate, 0
		return
	}
	if c.flat++; c.flat >= startupRounds {
		c.inStartup = false
		c.round = 1 // start-up left a queue, which drains first
	}
}
