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
	Dir  string            // is made when it is not there
	Warn func(text string) // takes what a person should know; called by Open, and later by the writing goroutine
}

// Ledger is the database. It may be used by several goroutines.
type Ledger struct {
	mu      sync.Mutex
	tables  tables
	changed chan struct{} // holds one token while there is something to write
	closing chan struct{}
	close   sync.Once
	closed  chan struct{}
	err     error // of the last write; read once closed is closed
	lock    *os.File
}

var _ port.Ledger = (*Ledger)(nil)

// Open reads the database, and gives what the tracker knew when it was written. The error is that of a directory or a
// file that cannot be used at all; a damaged file is a warning.
func Open(options Options) (*Ledger, messages.TrackerState, error) {
	if err := os.MkdirAll(options.Dir, 0o755); err != nil {
		return nil, messages.TrackerState{}, fmt.Errorf("ledger: make the tracker's database directory: %w", err)
	}
	lock, err := lockDirectory(options.Dir, options.Warn)
	if err != nil {
		return nil, messages.TrackerState{}, err
	}
	state, err := load(options.Dir, options.Warn)
	if err != nil {
		return nil, messages.TrackerState{}, errors.Join(err, lock.Close())
	}
	l := &Ledger{
		tables:  newTables(state),
		changed: make(chan struct{}, 1),
		closing: make(chan struct{}),
		closed:  make(chan struct{}),
		lock:    lock,
	}
	go newWriter(l, options).run()
	return l, state, nil
}

// PutNode implements port.Ledger.
func (l *Ledger) PutNode(record messages.NodeRecord) {
	l.change(func(t *tables) { t.putNode(record) })
}

// DropNode implements port.Ledger.
func (l *Ledger) DropNode(node messages.NodeID) {
	l.change(func(t *tables) { t.dropNode(node) })
}

// PutHolding implements port.Ledger.
func (l *Ledger) PutHolding(record messages.HoldingRecord) {
	l.change(func(t *tables) { t.putHolding(record) })
}

// DropHolding implements port.Ledger.
func (l *Ledger) DropHolding(node messages.NodeID, file messages.InfoHash) {
	l.change(func(t *tables) { t.dropHolding(node, file) })
}

func (l *Ledger) change(apply func(t *tables)) {
	l.mu.Lock()
	apply(&l.tables)
	l.mu.Unlock()
	select {
	case l.changed <- struct{}{}:
	default: // the writer knows already
	}
}

// Close writes what is not written yet and ends the writing goroutine. The error is that of the last try. What is put
// after Close is lost.
func (l *Ledger) Close() error {
	l.close.Do(func() {
		close(l.closing)
		<-l.closed
		l.err = errors.Join(l.err, l.lock.Close())
	})
	<-l.closed
	return l.err
}
