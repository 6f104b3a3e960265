package console

import (
	"bytes"
	"time"
)

// run draws when something changed, and each second while something is shown, since rates and times move by themselves.
func (p *Progress) run() {
	defer close(p.stopped)
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-second.C:
			p.mu.Lock()
			p.dirty = p.dirty || len(p.board.transfers) > 0
			p.mu.Unlock()
		case <-p.wake:
		}
		p.draw()
		select {
		case <-p.stop:
			return
		case <-time.After(frame):
		}
	}
}

// draw makes one drawing and writes it at once, so that a terminal does not flicker. The lock is not held while the
// terminal takes its time.
func (p *Progress) draw() {
	var drawing bytes.Buffer
	p.mu.Lock()
	items, lost, dirty := p.pending, p.lost, p.dirty
	p.pending, p.lost, p.dirty = nil, 0, false
	p.mu.Unlock()
	if len(items) == 0 && lost == 0 && !dirty {
		return
	}
	p.face.news(&drawing, items, lost)
	p.mu.Lock()
	p.face.board(&drawing, &p.board, p.now())
	p.mu.Unlock()
	p.write(drawing.Bytes())
}

// write gives up on an output that fails: a pipe whose reader is gone is no reason to stop a transfer.
func (p *Progress) write(drawing []byte) {
	if len(drawing) == 0 {
		return
	}
	if _, err := p.out.Write(drawing); err != nil {
		p.mu.Lock()
		p.failed = err
		p.mu.Unlock()
	}
}

// Finish shows what is left, takes the bars away and ends. As JSON the last line is an object with the event "summary",
// "ok", and the fields, which are keys and values in turn. The error is that of the output, if it failed.
func (p *Progress) Finish(ok bool, fields ...any) error {
	p.mu.Lock()
	first := !p.over
	p.over = true
	p.mu.Unlock()
	if !first {
		<-p.stopped
		return p.failure()
	}
	close(p.stop)
	<-p.stopped
	p.draw()
	var last bytes.Buffer
	p.face.summary(&last, p.now(), ok, fields)
	p.write(last.Bytes())
	return p.failure()
}

func (p *Progress) failure() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.failed
}
