package ledger

import (
	"bufio"
	"fmt"
	"path/filepath"
	"time"
)

const (
	// gather is the least time between the end of a write and the start of the next.
	gather = 250 * time.Millisecond

	// restPerWork: after a write that took d, the writer rests for at least 19·d, so that it works a twentieth of the
	// time.
	restPerWork = 19

	// After a failure the writer tries again, at first soon, then seldom.
	firstRetry = time.Second
	lastRetry  = 30 * time.Second
)

// writer is the goroutine that writes.
type writer struct {
	ledger  *Ledger
	dir     string
	warn    func(text string)
	retry   time.Duration // how long the writer waits after the next failure; 0 while the last write succeeded
	scratch scratch
}

func newWriter(l *Ledger, options Options) *writer {
	warn := options.Warn
	if warn == nil {
		warn = func(string) {}
	}
	return &writer{ledger: l, dir: options.Dir, warn: warn}
}

// run writes what changed until the ledger is closed, and then once more.
func (w *writer) run() {
	defer close(w.ledger.closed)
	for {
		select {
		case <-w.ledger.closing:
			w.ledger.err = w.write()
			return
		case <-w.ledger.changed:
		}
		start := time.Now()
		err := w.write()
		w.report(err)
		select {
		case <-w.ledger.closing: // the last write is not put off
		case <-time.After(w.rest(time.Since(start), err)):
		}
		if err != nil {
			w.ledger.change(func(*tables) {}) // there is still something to write
		}
	}
}

// rest is how long to wait after a write.
func (w *writer) rest(took time.Duration, err error) time.Duration {
	if err != nil {
		return w.retry
	}
	return max(gather, restPerWork*took)
}

// report tells of the first failure of a row, and of its end.
func (w *writer) report(err error) {
	switch {
	case err != nil && w.retry == 0:
		w.retry = firstRetry
		w.warn(fmt.Sprintf("the tracker's database cannot be written; the tracker goes on and tries again: %v", err))
	case err != nil:
		w.retry = min(2*w.retry, lastRetry)
	case w.retry != 0:
		w.retry = 0
		w.warn("the tracker's database is written again")
	}
}

// write writes the files whose rows changed.
func (w *writer) write() error {
	nodes, files := w.take()
	if nodes {
		if err := replace(filepath.Join(w.dir, nodesName), 0o600, w.writeNodes); err != nil {
			w.giveBack(nodes, files)
			return err
		}
	}
	if files {
		hashes := w.sweep()
		write := func(out *bufio.Writer) error { return w.writeFiles(out, hashes) }
		if err := replace(filepath.Join(w.dir, filesName), 0o644, write); err != nil {
			w.giveBack(false, files)
			return err
		}
	}
	return nil
}

// take tells what changed since the last write, and starts anew.
func (w *writer) take() (nodes, files bool) {
	w.ledger.mu.Lock()
	defer w.ledger.mu.Unlock()
	t := &w.ledger.tables
	nodes, files = t.nodesChanged, t.filesChanged
	t.nodesChanged, t.filesChanged = false, false
	return nodes, files
}

// giveBack notes that what was taken is not written.
func (w *writer) giveBack(nodes, files bool) {
	w.ledger.mu.Lock()
	defer w.ledger.mu.Unlock()
	t := &w.ledger.tables
	t.nodesChanged, t.filesChanged = t.nodesChanged || nodes, t.filesChanged || files
}
