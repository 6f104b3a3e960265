package disk

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"swarm/actors/port"
)

const (
	// openers is how many calls of Share and Open are worked on at a time: a small file need not wait for a huge one.
	openers = 4
	// maxJobs is how many calls of Share and Open may wait.
	maxJobs = 256
)

// Options says what New needs to know.
type Options struct {
	Dir     string    // the node's folder; it is made if it is not there
	Gate    port.Gate // where replies go
	Workers int       // goroutines that hash, verify and write; 0 means one for each processor
	Pool    *Pool     // the room for chunks, when several stores of one process share it; nil means one of its own
	// BufferBytes bounds the store's own pool; 0 means DefaultBufferBytes.
	BufferBytes int64
	// Durable makes a file reach the disk before it gets its final name: slower, but true even after a power cut.
	Durable bool
}

// Store is a node's disk.
type Store struct {
	dir     string // absolute
	gate    port.Gate
	workers int
	durable bool
	pool    *Pool
	lock    *folderLock
	work    *queue
	jobs    chan job
	now     func() time.Time

	opening  sync.WaitGroup // the openers
	working  sync.WaitGroup // the workers
	stopping atomic.Bool

	mu      sync.Mutex
	stopped bool
	open    map[*openFile]struct{} // every file that was given out and not closed
	claimed map[string]struct{}    // final paths of downloads; invariant: at most one writer each
}

var _ port.Store = (*Store)(nil)

// New takes the folder for this process and starts the workers. Stop ends both.
func New(options Options) (*Store, error) {
	dir, err := filepath.Abs(options.Dir)
	if err != nil {
		return nil, fmt.Errorf("disk: open node folder %s: %w", options.Dir, err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("disk: make node folder %s: %w: choose another with -dir", dir, err)
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	if err := removeLeftovers(dir); err != nil {
		return nil, fmt.Errorf("disk: clean node folder %s: %w", dir, firstError(err, lock.release()))
	}
	s := &Store{
		dir: dir, gate: options.Gate, workers: options.Workers, durable: options.Durable, pool: options.Pool,
		lock: lock, work: newQueue(), jobs: make(chan job, maxJobs), now: time.Now,
		open: map[*openFile]struct{}{}, claimed: map[string]struct{}{},
	}
	if s.workers <= 0 {
		s.workers = runtime.GOMAXPROCS(0)
	}
	if s.pool == nil {
		s.pool = NewPool(options.BufferBytes)
	}
	s.start()
	return s, nil
}

// Dir gives the absolute path of the node's folder.
func (s *Store) Dir() string { return s.dir }

func (s *Store) start() {
	for range s.workers {
		s.working.Go(func() { work(s.work) })
	}
	for range openers {
		s.opening.Go(func() {
			for job := range s.jobs {
				s.settle(job)
			}
		})
	}
}

// Stop ends the store: hashing is given up, pieces that wait to be kept are kept, all files are let go of, and the folder
// is free. Calls that come later are answered with StoreFailed.
func (s *Store) Stop() error {
	s.mu.Lock()
	if s.stopped {
		s.mu.Unlock()
		return nil
	}
	s.stopped = true
	s.stopping.Store(true)
	close(s.jobs)
	s.mu.Unlock()

	s.opening.Wait()
	s.work.close()
	s.working.Wait()
	s.mu.Lock()
	left := s.open
	s.open = map[*openFile]struct{}{}
	s.mu.Unlock()
	var err error
	for f := range left {
		err = firstError(err, f.close())
	}
	return firstError(err, s.lock.release())
}
