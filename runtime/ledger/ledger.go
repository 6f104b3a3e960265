package ledger

import (
	"errors"
	"fmt"
	"os"
	"sync"

	"swarm/actors/port"
	"swarm/messages"
)

// Options say where the database lies.
type Options struct {
	Dir  string            // is made if it does not exist
	Warn func(text string) // is told what a person should know; it is called by Open and by the writing goroutines
}

// Ledger is the database. It may be used by several goroutines.
type Ledger struct {
	mu      sync.Mutex
	tables  tables
	log     *wal
	changed chan struct{} // holds one token while there is something to write
	closing chan struct{}
	close   sync.Once
	closed  chan struct{}
	err     error // of the last write; read once closed is closed
	lock    *os.File
}

var _ port.Ledger = (*Ledger)(nil)

// Open reads the database and returns what the tracker knew when it stopped. It fails if the directory or a file cannot
// be used at all. It warns of a damaged file.
func Open(options Options) (*Ledger, messages.TrackerState, error) {
	if options.Warn == nil {
		options.Warn = func(string) {}
	}
	if err := os.MkdirAll(options.Dir, 0o755); err != nil {
		return nil, messages.TrackerState{}, fmt.Errorf("ledger: make the tracker's database directory: %w", err)
	}
	lock, err := lockDirectory(options.Dir, options.Warn)
	if err != nil {
		return nil, messages.TrackerState{}, err
	}
	tables, state, logs, err := load(options.Dir, options.Warn)
	if err != nil {
		return nil, messages.TrackerState{}, errors.Join(err, lock.Close())
	}
	l := &Ledger{
		tables:  tables,
		log:     newWAL(options.Dir, options.Warn, logs),
		changed: make(chan struct{}, 1),
		closing: make(chan struct{}),
		closed:  make(chan struct{}),
		lock:    lock,
	}
	if len(logs) > 0 {
		offer(l.changed)
	}
	go newWriter(l, options).run()
	return l, state, nil
}

// PutNode implements port.Ledger.
func (l *Ledger) PutNode(record messages.NodeRecord) {
	l.change(func() bool { return l.tables.putNode(record) }, func() { l.log.putNode(&record) })
}

// DropNode implements port.Ledger.
func (l *Ledger) DropNode(node messages.NodeID) {
	l.change(func() bool { return l.tables.dropNode(node) }, func() { l.log.dropNode(node) })
}

// PutHolding implements port.Ledger.
func (l *Ledger) PutHolding(record messages.HoldingRecord) {
	if record.Holding.State == messages.HoldingNone {
		l.DropHolding(record.Node, record.Holding.InfoHash)
		return
	}
	l.change(func() bool { return l.tables.putHolding(record) }, func() { l.log.putHolding(&record) })
}

// DropHolding implements port.Ledger.
func (l *Ledger) DropHolding(node messages.NodeID, file messages.InfoHash) {
	l.change(func() bool { return l.tables.dropHolding(node, file) }, func() { l.log.dropHolding(node, file) })
}

// change makes a change. If it changes anything, it is logged, and the writer is told.
func (l *Ledger) change(apply func() bool, log func()) {
	l.mu.Lock()
	changed := apply()
	if changed {
		log() // in the same order as the changes are made
	}
	l.mu.Unlock()
	if changed {
		offer(l.changed)
	}
}

// Close writes what is not written yet and ends the writing goroutines. It returns the error of the last write of the
// JSON files. What is put after Close is lost.
func (l *Ledger) Close() error {
	l.close.Do(func() {
		close(l.closing)
		<-l.closed
		l.err = errors.Join(l.err, l.lock.Close())
	})
	<-l.closed
	return l.err
}
