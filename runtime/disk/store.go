package disk

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// openers is how many calls of Share and Open are executed at a time, so that a small file need not wait for a huge
	// one.
	openers = 4
	// maxJobs is how many calls of Share and Open may wait for an opener: a peer makes no more, because it has at most
	// max_files files. A script that shares a thousand files at once is therefore not refused.
	maxJobs = messages.MaxHoldings
)

// Options are the options of New.
type Options struct {
	Dir     string    // the node's folder; New creates it if it does not exist
	Gate    port.Gate // posts the replies
	Tracker string    // URL; the node has a token of its own for each tracker
	Workers int       // goroutines that hash, verify and write; 0: one for each processor
	Pool    *Pool     // chunk memory that several stores of a process share; nil: the store makes its own
	// BufferBytes is the limit of the store's own pool; 0 means DefaultBufferBytes.
	BufferBytes int64
	// Durable makes Finish write a file to the disk before it is renamed. That is slower, but survives a power failure.
	Durable bool
}

// Store implements port.Store.
type Store struct {
	dir     string // the node's folder, absolute
	tracker string // URL, or ""
	finder  Finder // nil: torrents are in files only
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
	// untilStop is cancelled by Stop.
	untilStop context.Context
	cancel    context.CancelFunc

	placing sync.Mutex
	places  map[string]*folderLock // other folders with downloads, by path: those that the user has named

	mu      sync.Mutex
	stopped bool
	open    map[torrentContent]struct{} // files that actors have and have not closed
	claimed map[string]struct{}         // file paths of downloads and new torrents; invariant: at most one writer each
}

var _ port.Store = (*Store)(nil)

// New locks the folder for this process and starts the workers. Stop ends both.
func New(options Options) (*Store, error) {
	dir, err := filepath.Abs(options.Dir)
	if err != nil {
		return nil, fmt.Errorf("disk: open node folder %s: %w", options.Dir, err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("disk: create node folder %s: %w: choose another folder with -dir", dir, err)
	}
	if err := makeOwnFolder(dir); err != nil {
		return nil, err
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	if err := firstError(removeLeftovers(dir), adoptOwnFiles(dir)); err != nil {
		return nil, fmt.Errorf("disk: clean node folder %s: %w", dir, firstError(err, lock.release()))
	}
	s := &Store{
		dir: dir, gate: options.Gate, tracker: options.Tracker,
		workers: options.Workers, durable: options.Durable, pool: options.Pool,
		lock: lock, work: newQueue(), jobs: make(chan job, maxJobs), now: time.Now,
		open: map[torrentContent]struct{}{}, claimed: map[string]struct{}{},
		places: map[string]*folderLock{},
	}
	s.untilStop, s.cancel = context.WithCancel(context.Background())
	if s.workers <= 0 {
		s.workers = runtime.GOMAXPROCS(0)
	}
	if s.pool == nil {
		s.pool = NewPool(options.BufferBytes)
	}
	s.start()
	return s, nil
}

// Dir returns the absolute file path of the node's folder.
func (s *Store) Dir() string { return s.dir }

// start starts the workers and the openers.
func (s *Store) start() {
	for range s.workers {
		s.working.Go(func() { work(s.work) })
	}
	for range openers {
		s.opening.Go(func() {
			for job := range s.jobs {
				s.runJob(job)
			}
		})
	}
}

// Stop ends the store. It cancels hashing, keeps the pieces that wait to be kept, closes all files and unlocks the
// folder. Later calls are answered with *port.StoreFailed.
func (s *Store) Stop() error {
	s.mu.Lock()
	if s.stopped {
		s.mu.Unlock()
		return nil
	}
	s.stopped = true
	s.stopping.Store(true)
	s.cancel()
	close(s.jobs)
	s.mu.Unlock()

	s.opening.Wait()
	s.work.close()
	s.working.Wait()
	s.mu.Lock()
	left := s.open
	s.open = map[torrentContent]struct{}{}
	s.mu.Unlock()
	var err error
	for f := range left {
		err = firstError(err, f.close())
	}
	return firstError(err, s.leavePlaces(), s.lock.release())
}
