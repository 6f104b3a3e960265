package ledger

import (
	"bufio"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"
)

const (
	// gather is the least time between the end of a write and the start of the next.
	gather = 250 * time.Millisecond

	// restPerWork makes the writer rest for 19 times as long as the last write took. It then works a twentieth of the
	// time.
	restPerWork = 19

	// After a failure the writer waits for firstRetry. The wait doubles with each further failure, up to lastRetry.
	firstRetry = time.Second
	lastRetry  = 30 * time.Second
)

// writer is the goroutine that writes the JSON files.
type writer struct {
	ledger  *Ledger
	log     *wal
	dir     string
	warn    func(text string)
	retry   time.Duration // how long the writer waits after the next failure; 0 while the last write succeeded
	scratch scratch
}

func newWriter(l *Ledger, options Options) *writer {
	return &writer{ledger: l, log: l.log, dir: options.Dir, warn: options.Warn}
}

// run writes what changed until the ledger is closed, and then once more.
func (w *writer) run() {
	defer close(w.ledger.closed)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		w.log.run(stop)
	}()
	for {
		select {
		case <-w.ledger.closing:
			w.ledger.err = w.write()
			close(stop)
			<-stopped
			w.log.end()
			return
		case <-w.ledger.changed:
		}
		start := time.Now()
		err := w.write()
		w.report(err)
		w.pause(w.rest(time.Since(start), err), err)
		if err != nil {
			offer(w.ledger.changed) // there is still something to write
		}
	}
}

// pause waits for some time. It ends early when the ledger is closed, or when the log has become large. After a failure
// it does not end because of a large log.
func (w *writer) pause(rest time.Duration, failure error) {
	large := w.log.large
	if failure != nil {
		large = nil
	}
	select {
	case <-w.ledger.closing:
	case <-large:
	case <-time.After(rest):
	}
}

// rest returns how long to wait after a write.
func (w *writer) rest(took time.Duration, err error) time.Duration {
	if err != nil {
		return w.retry
	}
	return max(gather, restPerWork*took)
}

// report warns of the first failure of a series, and of its end.
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

// write writes the files whose rows changed. Then the log needs none of the changes that were made before.
func (w *writer) write() error {
	w.log.flush() // into the generation that is dropped below, so that a clean stop leaves no log
	nodes, files, generation := w.take()
	if nodes {
		if err := w.replace(nodesName, 0o600, w.writeNodes); err != nil {
			w.giveBack(nodes, files)
			return err
		}
	}
	if files {
		hashes := w.sweep()
		write := func(out *bufio.Writer) error { return w.writeFiles(out, hashes) }
		if err := w.replace(filesName, 0o644, write); err != nil {
			w.giveBack(false, files)
			return err
		}
	}
	w.log.drop(generation)
	return nil
}

// replace writes a file anew. Every change that the file has is in the log before, so that a replay of the log never
// ends with an older state than that of the file.
func (w *writer) replace(name string, mode fs.FileMode, write func(out *bufio.Writer) error) error {
	return replace(filepath.Join(w.dir, name), mode, func(out *bufio.Writer) error {
		err := write(out)
		w.log.flush()
		return err
	})
}

// take returns which files have changed since the last write, and resets this. The log begins a new generation.
func (w *writer) take() (nodes, files bool, generation uint64) {
	w.ledger.mu.Lock()
	defer w.ledger.mu.Unlock()
	t := &w.ledger.tables
	nodes, files = t.nodesChanged, t.filesChanged
	t.nodesChanged, t.filesChanged = false, false
	return nodes, files, w.log.rotate()
}

// giveBack records that what was taken is not written.
func (w *writer) giveBack(nodes, files bool) {
	w.ledger.mu.Lock()
	defer w.ledger.mu.Unlock()
	t := &w.ledger.tables
	t.nodesChanged, t.filesChanged = t.nodesChanged || nodes, t.filesChanged || files
}
