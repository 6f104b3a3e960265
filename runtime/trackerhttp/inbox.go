package trackerhttp

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"swarm/actors/port"
)

// desk asks the tracker and waits for its answers. It bounds how many requests wait at a time.
type desk struct {
	name    string // begins the names of the inboxes; no other desk of the process has it
	gate    port.Gate
	tracker port.PID
	timeout time.Duration
	slots   chan struct{} // one for each request that waits
	idle    chan *inbox   // inboxes to use again
	made    atomic.Uint64 // numbers the inboxes
	stopped chan struct{} // closed when nobody may wait any longer
}

// inbox is a mailbox for one answer at a time.
type inbox struct {
	pid     port.PID
	replies chan any
	timer   *time.Timer
}

func newDesk(name string, options Options) *desk {
	return &desk{
		name: name, gate: options.Gate, tracker: options.Tracker, timeout: options.Timeout,
		slots: make(chan struct{}, options.InFlight), idle: make(chan *inbox, options.InFlight),
		stopped: make(chan struct{}),
	}
}

// ask posts the question that the caller makes with the address of the inbox, and gives the answer.
func (d *desk) ask(question func(replyTo port.PID) any) (reply any, failed *failure) {
	select {
	case d.slots <- struct{}{}:
		defer func() { <-d.slots }()
	default:
		return nil, busy("the tracker has too many requests at once: ask again a little later")
	}
	in := d.take()
	in.timer.Reset(d.timeout)
	d.gate.Post(d.tracker, question(in.pid))
	select {
	case reply = <-in.replies:
		in.timer.Stop()
		d.idle <- in // there is room: it has a place for each slot
		return reply, nil
	case <-in.timer.C:
		failed = &failure{http.StatusServiceUnavailable, "silent", fmt.Sprintf("the tracker did not answer within %v", d.timeout)}
	case <-d.stopped:
		in.timer.Stop()
		failed = &failure{http.StatusServiceUnavailable, "silent", "the tracker is being shut down"}
	}
	// An answer that is still on its way must not become that of the next request.
	d.gate.CloseInbox(in.pid)
	return nil, failed
}

func (d *desk) take() *inbox {
	select {
	case in := <-d.idle:
		return in
	default:
	}
	in := &inbox{replies: make(chan any, 1), timer: time.NewTimer(time.Hour)}
	in.pid = d.gate.Inbox(fmt.Sprintf("%s/%d", d.name, d.made.Add(1)), in.receive)
	return in
}

// receive never blocks: there is room for the one answer that is due, and what comes beside it has no reader.
func (in *inbox) receive(message any) {
	select {
	case in.replies <- message:
	default:
	}
}

// stop ends all waiting.
func (d *desk) stop() { close(d.stopped) }

// close waits for those who still ask, and ends the inboxes. Who asks later is told that the tracker is busy.
func (d *desk) close() {
	for range cap(d.slots) {
		d.slots <- struct{}{}
	}
	for len(d.idle) > 0 {
		d.gate.CloseInbox((<-d.idle).pid)
	}
}
