package progress

import (
	"bytes"
	"time"
)

// run writes whenever something changed. While a transfer is shown it also writes once a second, because rates and
// remaining times change by themselves.
func (d *Display) run() {
	defer close(d.stopped)
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		select {
		case <-d.stop:
			return
		case <-second.C:
			d.mu.Lock()
			d.changed = d.changed || len(d.board.transfers) > 0
			d.mu.Unlock()
		case <-d.wake:
		}
		d.draw()
		select {
		case <-d.stop:
			return
		case <-time.After(minFrameInterval):
		}
	}
}

// draw writes the pending items and the board in one Write, so that a terminal does not flicker. The lock is released
// during the Write, which a slow terminal may block.
func (d *Display) draw() {
	var frame bytes.Buffer
	d.mu.Lock()
	items, omitted, changed := d.pending, d.omitted, d.changed
	d.pending, d.omitted, d.changed = nil, 0, false
	d.mu.Unlock()
	if len(items) == 0 && omitted == 0 && !changed {
		return
	}
	d.renderer.writeNews(&frame, items, omitted)
	d.mu.Lock()
	d.renderer.writeBoard(&frame, &d.board, d.now())
	d.mu.Unlock()
	d.write(frame.Bytes())
}

// write keeps an error for Finish: a transfer goes on even if the reader of a pipe has exited.
func (d *Display) write(frame []byte) {
	if len(frame) == 0 {
		return
	}
	if _, err := d.out.Write(frame); err != nil {
		d.mu.Lock()
		d.writeErr = err
		d.mu.Unlock()
	}
}

// Finish writes what is pending, removes the bars and ends the display. In JSON the last line is an object with the
// event "summary", "ok", and the fields, which are keys and values in turn. The error is the last one of the output.
func (d *Display) Finish(ok bool, fields ...any) error {
	d.mu.Lock()
	isFirst := !d.finished
	d.finished = true
	d.mu.Unlock()
	if isFirst {
		close(d.stop)
		<-d.stopped
		d.draw()
		var frame bytes.Buffer
		d.renderer.writeSummary(&frame, d.now(), ok, fields)
		d.write(frame.Bytes())
	}
	<-d.stopped
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.writeErr
}
