package path

const (
	// startupGrowth: while the rate grows by a quarter within startupRounds round trips, the window doubles (BBR, Startup).
	startupGrowth = 1.25
	startupRounds = 3
	startupGain   = 2.9
	filledGain    = 1.5 // while it is found out whether the rate has stopped growing
	// startupStep is by how much what comes widens the window meanwhile, and startupPace how many windows may be asked for
	// in a round trip: the rate that is known then is that of a round trip ago.
	startupStep = 1.5
	startupPace = 1.5

	// A cycle is one round trip in which more is in flight, to find out whether the path has become faster, one in which
	// the queue of that drains, so that the shortest round trip shows again, and others (BBR, ProbeBW). A path with a small
	// share gains more by its turn of probing than one with a large share, and so they come to equal ones.
	cycleRounds = 8
	probeGain   = 1.25
	relieveGain = 1.0
	cruiseGain  = 1.0
)

// cycle is by how much the window is larger than what the path holds.
type cycle struct {
	startup bool
	full    float64 // the rate that growth is measured against, bytes per second
	flat    int     // round trips without growth
	at      int     // the round trip of the cycle
}

func newCycle(turn int) cycle { return cycle{startup: true, at: turn % cycleRounds} }

func (c *cycle) gain() float64 {
	switch {
	case c.startup && c.flat > 0:
		return filledGain
	case c.startup:
		return startupGain
	case c.at == 0:
		return probeGain
	case c.at == 1:
		return relieveGain
	}
	return cruiseGain
}

// turn ends a round trip; highest is the path's rate as it is known then.
func (c *cycle) turn(highest float64) {
	if !c.startup {
		c.at = (c.at + 1) % cycleRounds
		return
	}
	if highest > c.full*startupGrowth {
		c.full, c.flat = highest, 0
		return
	}
	if c.flat++; c.flat >= startupRounds {
		c.startup = false
		c.at = 1 // what the doubling left in the queue drains
	}
}
