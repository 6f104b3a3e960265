package trackerhttp

import "time"

const (
	headTimeout  = 5 * time.Second  // for the head of a request
	bodyTimeout  = 10 * time.Second // for the body
	writeTimeout = 15 * time.Second // for an answer
	idleTimeout  = 60 * time.Second // between two requests: three heartbeats of the specification (NODE_TIME_INTERVAL)

	// parkTime is how long a silent connection keeps its buffers.
	parkTime = 5 * time.Second

	// bodyGrace and minBodyRate are how fast a body must arrive: after the grace, at least as many bytes as the rate
	// allows for the time since the head. A node on a slow line sends an OWN of 1,000 files, some 150 KB, in a second
	// or two. A stranger who sends a byte a second is cut off after two seconds.
	bodyGrace   = 2 * time.Second
	minBodyRate = 32 << 10 // bytes a second

	// slack is how much earlier than it should a deadline between two requests may be: to set it anew for each request
	// takes longer than to parse the request.
	slack = time.Second
)

// phase is what a connection waits for.
type phase uint8

const (
	awaitsRequest phase = iota
	readsHead
	readsBody
)

// deadlines say until when the next bytes of a connection must arrive. Time within a request counts from its begin, so
// that nobody holds a connection by sending a byte now and then.
type deadlines struct {
	phase phase
	now   time.Time // of the last read
	begun time.Time // when the phase began
	bytes int       // of the body, that have arrived
	set   time.Time // when the deadline between requests was set; zero: another one is in force
}

// newDeadlines returns those of a new connection: who connects has something to say.
func newDeadlines(now time.Time) deadlines { return deadlines{phase: readsHead, now: now, begun: now} }

// begin notes the first byte of a request.
func (d *deadlines) begin() { d.phase, d.begun = readsHead, d.now }

// beginBody notes that the head of a request is complete.
func (d *deadlines) beginBody() { d.phase, d.begun, d.bytes = readsBody, d.now, 0 }

// rest notes that a request was answered.
func (d *deadlines) rest() { d.phase, d.begun = awaitsRequest, d.now }

// received notes that bytes have arrived.
func (d *deadlines) received(bytes int, now time.Time) { d.bytes, d.now = d.bytes+bytes, now }

// next returns the deadline of the next read, or zero if the one that is set may stay.
func (d *deadlines) next() time.Time {
	switch d.phase {
	case awaitsRequest:
		if d.now.Sub(d.set) < slack {
			return time.Time{}
		}
		d.set = d.now
		return d.now.Add(parkTime)
	case readsBody:
		d.set = time.Time{}
		allowed := bodyGrace + time.Duration(d.bytes)*time.Second/minBodyRate
		return d.begun.Add(min(allowed, bodyTimeout))
	}
	d.set = time.Time{}
	return d.begun.Add(headTimeout)
}

// silence returns the deadline of a parked connection.
func (d *deadlines) silence() time.Time {
	d.set = time.Time{}
	if d.phase == awaitsRequest {
		return d.begun.Add(idleTimeout)
	}
	return d.begun.Add(headTimeout)
}
