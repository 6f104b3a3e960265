package ledger

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// flushInterval is the least time between two writes of the log. It leaves a write a fifth of port.LedgerDelay.
	flushInterval = port.LedgerDelay * 4 / 5

	// maxPendingBytes bounds the records that wait for a disk that hangs: some 100,000.
	maxPendingBytes = 16 << 20

	// maxSpareBytes is the largest buffer that is used again: some 40,000 records. A larger one is a rare peak.
	maxSpareBytes = 4 << 20

	// dueWALBytes is the size of a log at which the writer does not rest any longer before it writes the JSON files. A
	// log of this size is read in a second.
	dueWALBytes = 64 << 20

	// maxWALBytes bounds all logs together. They grow that far only while the JSON files cannot be written.
	maxWALBytes = 4 * dueWALBytes

	// maxWALFiles bounds the number of logs likewise: each try to write the JSON files begins another one.
	maxWALFiles = 256
)

var (
	errSlowDisk = errors.New("the disk is slower than the changes")
	errWALFull  = errors.New("the logs have become too large, because the JSON files cannot be written")
)

// wal is the write-ahead log. It consists of generations, one file each. A new generation begins when the writer begins
// to write the JSON files. When these are on the disk, the earlier generations are removed.
type wal struct {
	dir      string
	warn     func(text string)
	salt     [saltBytes]byte
	due, max int64         // bytes: dueWALBytes and maxWALBytes
	wake     chan struct{} // holds one token while records are pending
	large    chan struct{} // holds one token when the log has become large

	mu         sync.Mutex
	generation uint64 // of the records that are added now
	pending    []byte // records that are not written yet; the first is a mark
	problem    error  // why the records of this generation are not kept; nil: they are
	ended      bool   // nothing is added any more

	disk   sync.Mutex // is locked before mu
	files  []walFile  // ascending by generation
	file   *os.File   // the last of files; nil: the next write creates a file
	spare  []byte     // memory for pending
	failed bool       // the last write failed, and this was reported
}

// walFile is a log on the disk.
type walFile struct {
	generation uint64
	bytes      int64
	damaged    bool // it is kept for a person to look at
}

// newWAL returns a log that continues after the logs that were found.
func newWAL(dir string, warn func(text string), found []walFile) *wal {
	w := &wal{dir: dir, warn: warn, files: found, generation: 1, wake: make(chan struct{}, 1),
		large: make(chan struct{}, 1), due: dueWALBytes, max: maxWALBytes}
	rand.Read(w.salt[:])
	if len(found) > 0 {
		w.generation = found[len(found)-1].generation + 1
	}
	return w
}

func (w *wal) putNode(node *messages.NodeRecord) {
	w.add(func(p []byte) ([]byte, error) { return appendPutNode(p, node) })
}

func (w *wal) dropNode(node messages.NodeID) {
	w.add(func(p []byte) ([]byte, error) { return appendDropNode(p, node) })
}

func (w *wal) putHolding(record *messages.HoldingRecord) {
	w.add(func(p []byte) ([]byte, error) { return appendPutHolding(p, record) })
}

func (w *wal) dropHolding(node messages.NodeID, file messages.InfoHash) {
	w.add(func(p []byte) ([]byte, error) { return appendDropHolding(p, node, file) })
}

// add appends a record to those that wait for the next write.
func (w *wal) add(record func(pending []byte) ([]byte, error)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended || w.problem != nil {
		return
	}
	if len(w.pending) == 0 {
		w.pending = appendMark(w.pending, w.salt)
		offer(w.wake)
	}
	w.pending, w.problem = record(w.pending)
	if len(w.pending) > maxPendingBytes {
		w.problem = errSlowDisk
	}
	if w.problem != nil {
		w.pending = w.pending[:0]
	}
}

// offer puts a token into a channel that holds one, unless it has one.
func offer(channel chan struct{}) {
	select {
	case channel <- struct{}{}:
	default:
	}
}

// rotate begins a new generation and returns the one before. Pending records are written to the new one: the order is
// the same, and the JSON files that are written next have these changes already.
func (w *wal) rotate() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.generation++
	w.problem = nil
	return w.generation - 1
}

// run writes pending records until stop is closed.
func (w *wal) run(stop chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-w.wake:
		}
		w.flush()
		select {
		case <-stop:
			return
		case <-time.After(flushInterval):
		}
	}
}

// end writes what is pending and closes the file. What is added later is ignored.
func (w *wal) end() {
	w.mu.Lock()
	w.ended = true
	w.mu.Unlock()
	w.flush()
	w.disk.Lock()
	defer w.disk.Unlock()
	w.report(w.closeFile())
}

// flush brings the pending records to the disk.
func (w *wal) flush() {
	w.disk.Lock()
	defer w.disk.Unlock()
	w.mu.Lock()
	records, generation, problem := w.pending, w.generation, w.problem
	w.pending = w.spare[:0]
	w.mu.Unlock()
	w.spare = records
	if cap(w.spare) > maxSpareBytes {
		w.spare = nil
	}
	err := w.write(generation, records)
	if err == nil {
		err = problem
	}
	if err != nil {
		w.giveUp(generation, err)
	}
	if len(records) > 0 || err != nil {
		w.report(err)
	}
}

// giveUp keeps no more records of a generation, because one is missing. The next generation begins complete.
func (w *wal) giveUp(generation uint64, problem error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.generation == generation {
		w.problem = problem
		w.pending = w.pending[:0]
	}
}

// write appends records to the file of a generation.
func (w *wal) write(generation uint64, records []byte) error {
	if len(records) == 0 {
		return nil
	}
	if w.bytes()+int64(len(records)) > w.max || len(w.files) > maxWALFiles {
		return errWALFull
	}
	if last := len(w.files) - 1; w.file == nil || w.files[last].generation != generation {
		if err := errors.Join(w.closeFile(), w.createFile(generation)); err != nil {
			return err
		}
	}
	last := &w.files[len(w.files)-1]
	written, err := w.file.Write(records)
	last.bytes += int64(written)
	if err == nil {
		err = flushData(w.file)
	}
	if last.bytes >= w.due {
		offer(w.large)
	}
	return err
}

// bytes returns the size of all logs.
func (w *wal) bytes() (sum int64) {
	for _, file := range w.files {
		sum += file.bytes
	}
	return sum
}

// createFile creates the file of a generation.
func (w *wal) createFile(generation uint64) error {
	file, err := create(w.filePath(generation), 0o600)
	if err != nil {
		return err
	}
	header := appendMark([]byte(magic), w.salt)
	w.file = file
	w.files = append(w.files, walFile{generation: generation, bytes: int64(len(header))})
	if _, err := file.Write(header); err != nil {
		return err
	}
	return flushDirectory(w.dir)
}

func (w *wal) closeFile() error {
	if w.file == nil {
		return nil
	}
	err := w.file.Close()
	w.file = nil
	return err
}

// drop removes a generation and all before it, the oldest first: a log must not be replayed without those that follow
// it. A damaged log is set aside.
func (w *wal) drop(generation uint64) {
	w.disk.Lock()
	defer w.disk.Unlock()
	for len(w.files) > 0 && w.files[0].generation <= generation {
		var err error
		if len(w.files) == 1 {
			err = w.closeFile()
		}
		filePath := w.filePath(w.files[0].generation)
		if w.files[0].damaged {
			_, aside := setAside(filePath)
			err = errors.Join(err, aside)
		} else {
			err = errors.Join(err, remove(filePath))
		}
		if err != nil {
			w.report(err)
			return // the next time
		}
		w.files = w.files[1:]
	}
}

// report warns of the first failure of a series, and of its end.
func (w *wal) report(err error) {
	switch {
	case err != nil && !w.failed:
		w.failed = true
		w.warn(fmt.Sprintf("the tracker's write-ahead log fails; until it works again, a crash of the tracker loses "+
			"what changed since the last write of its JSON files: %v", err))
	case err == nil && w.failed:
		w.failed = false
		w.warn("the tracker's write-ahead log works again")
	}
}

func (w *wal) filePath(generation uint64) string { return filepath.Join(w.dir, walName(generation)) }
