package trackerhttp

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"swarm/actors/port"
)

// desk asks the tracker and waits for its answers. It bounds how many requests wait at a time.
type desk struct {
	name    string // begins the names of the inboxes; no other desk of the process has it
	gate    port.Gate
	tracker port.PID
	timeout time.Duration

	mu      sync.Mutex
	left    int           // requests that may still be taken in
	made    uint64        // numbers the inboxes
	all     []*inbox      // invariant: all[i].place == i
	idle    []*inbox      // to use again, the last one first: the processor has it at hand
	stopped bool          // nobody may wait any longer
	closed  chan struct{} // nil while requests are taken in; then closed when the last one is done
}

// inbox is a mailbox for one answer at a time, with the memory that a request and its answer need.
type inbox struct {
	pid     port.PID
	replies chan any // the answer, or the *failure that stands for it
	asked   port.AskedTracker
	buffer  port.ReplyBuffer
	swarm   swarmAsk

	// Under the desk's mutex:
	place int
	due   time.Time // when the answer is late; zero: nobody waits, or it was late
	timer *time.Timer
	armed bool // the timer runs. It is not set anew for each request, but looks at due when it comes
}

// keptOwners is for how many owners the buffer of an idle inbox keeps memory. A tracker names fewer, unless its
// settings say otherwise.
const keptOwners = 64

func newDesk(name string, options Options) *desk {
	return &desk{name: name, gate: options.Gate, tracker: options.Tracker, timeout: options.Timeout,
		left: options.InFlight}
}

// take lends an inbox for one question. The caller must then call ask or put.
func (d *desk) take() (*inbox, *failure) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.left == 0 || d.closed != nil {
		return nil, busy("the tracker has too many requests at once: ask again a little later")
	}
	d.left--
	if last := len(d.idle) - 1; last >= 0 {
		in := d.idle[last]
		d.idle = d.idle[:last]
		return in, nil
	}
	d.made++
	in := &inbox{replies: make(chan any, 1), place: len(d.all)}
	in.pid = d.gate.Inbox(fmt.Sprintf("%s/%d", d.name, d.made), in.receive)
	d.all = append(d.all, in)
	return in, nil
}

// ask posts a question that names the inbox, and returns the answer, which may lie in the inbox's buffer: put may be
// called when the answer was read. After a failure the inbox is gone, and with it what was posted.
func (d *desk) ask(in *inbox, question any) (reply any, failed *failure) {
	if !d.expect(in) {
		failed = shutDown()
	} else {
		d.gate.Post(d.tracker, question)
		reply = <-in.replies
		failed, _ = reply.(*failure)
	}
	if failed != nil {
		d.discard(in)
		return nil, failed
	}
	return reply, nil
}

// expect sets when the answer is late. It returns false when the server is being shut down.
func (d *desk) expect(in *inbox) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stopped {
		return false
	}
	in.due = time.Now().Add(d.timeout)
	switch {
	case in.armed:
	case in.timer == nil:
		in.timer = time.AfterFunc(d.timeout, func() { d.check(in) })
	default:
		in.timer.Reset(d.timeout)
	}
	in.armed = true
	return true
}

// check is called when the timer of an inbox comes.
func (d *desk) check(in *inbox) {
	d.mu.Lock()
	defer d.mu.Unlock()
	in.armed = false
	if in.due.IsZero() {
		return
	}
	if left := time.Until(in.due); left > 0 {
		in.timer.Reset(left)
		in.armed = true
		return
	}
	in.due = time.Time{}
	in.receive(&failure{http.StatusServiceUnavailable, "silent", fmt.Sprintf("the tracker did not answer within %v",
		d.timeout)})
}

// put takes back an inbox whose answer was read.
func (d *desk) put(in *inbox) {
	in.asked = port.AskedTracker{}
	if cap(in.buffer.Owners.Owners) > keptOwners {
		in.buffer.Owners.Owners = nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if in.due.IsZero() {
		select {
		case <-in.replies: // the answer came just before it was called late
		default:
		}
	}
	in.due = time.Time{}
	d.idle = append(d.idle, in)
	d.done()
}

// discard ends an inbox whose answer did not come: one that is still on its way must not become that of another
// request.
func (d *desk) discard(in *inbox) {
	d.gate.CloseInbox(in.pid)
	d.mu.Lock()
	defer d.mu.Unlock()
	if in.timer != nil {
		in.timer.Stop()
	}
	in.due = time.Time{}
	last := len(d.all) - 1
	d.all[in.place], d.all[last].place = d.all[last], in.place
	d.all = slices.Delete(d.all, last, last+1)
	d.done()
}

// done counts a request as answered.
func (d *desk) done() {
	d.left++
	if d.closed != nil && len(d.idle) == len(d.all) {
		close(d.closed)
	}
}

// receive never blocks. The channel holds the one answer that is due; another one would have no reader.
func (in *inbox) receive(message any) {
	select {
	case in.replies <- message:
	default:
	}
}

// stop answers all questions in progress with a failure.
func (d *desk) stop() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stopped = true
	for _, in := range d.all {
		if !in.due.IsZero() {
			in.due = time.Time{}
			in.receive(shutDown())
		}
	}
}

func shutDown() *failure {
	return &failure{http.StatusServiceUnavailable, "silent", "the tracker is being shut down"}
}

// close waits for those who still ask, and ends the inboxes. Later questions are answered with a failure.
func (d *desk) close() {
	d.mu.Lock()
	d.closed = make(chan struct{})
	if len(d.idle) == len(d.all) {
		close(d.closed)
	}
	d.mu.Unlock()
	<-d.closed
	for _, in := range d.idle {
		if in.timer != nil {
			in.timer.Stop()
		}
		d.gate.CloseInbox(in.pid)
	}
}
