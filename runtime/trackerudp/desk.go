package trackerudp

import (
	"fmt"
	"time"

	"swarm/actors/port"
)

// desk asks the tracker for one worker.
type desk struct {
	edge  *Edge
	name  string
	made  int // numbers the inboxes
	inbox port.PID
	reply chan *port.AskedSwarms
	asks  []port.SwarmAsk // each keeps the memory of its lists
	timer *time.Timer
}

// next adds a question.
func (d *desk) next() *port.SwarmAsk {
	if len(d.asks) < cap(d.asks) {
		d.asks = d.asks[:len(d.asks)+1]
	} else {
		d.asks = append(d.asks, port.SwarmAsk{})
	}
	return &d.asks[len(d.asks)-1]
}

// ask posts the questions and returns them with the answers. It returns false if no answer comes in time. The tracker
// may then still use the questions, so that new memory and a new inbox are made.
func (d *desk) ask() ([]port.SwarmAsk, bool) {
	if d.inbox == nil {
		d.open()
	}
	d.edge.options.Gate.Post(d.edge.tracker, &port.AskedSwarms{Asks: d.asks, ReplyTo: d.inbox})
	d.timer.Reset(d.edge.options.Timeout)
	select {
	case asked := <-d.reply:
		d.timer.Stop()
		return asked.Asks, true
	case <-d.timer.C:
	case <-d.edge.closed:
	}
	d.close()
	d.asks = nil
	return nil, false
}

// open makes an inbox.
func (d *desk) open() {
	reply := make(chan *port.AskedSwarms, 1)
	d.made++
	d.reply = reply
	d.inbox = d.edge.options.Gate.Inbox(fmt.Sprintf("%s/%d", d.name, d.made), func(message any) {
		if asked, ok := message.(*port.AskedSwarms); ok {
			select {
			case reply <- asked:
			default: // there is one answer to each question
			}
		}
	})
	if d.timer == nil {
		d.timer = time.NewTimer(d.edge.options.Timeout)
	}
}

// close ends the inbox.
func (d *desk) close() {
	if d.inbox != nil {
		d.edge.options.Gate.CloseInbox(d.inbox)
		d.timer.Stop()
		d.inbox = nil
	}
}
