package logging

import (
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sirupsen/logrus"
	"gopkg.in/natefinch/lumberjack.v2"

	"swarm/actors/port"
	"swarm/messages"
)

var _ port.Journal = (*Log)(nil)

// queueLength is how many lines may wait to be written: about as many as a busy node notes in a second, less than 1 MB.
const queueLength = 4096

// Log is one log file. Its methods may be called concurrently. After Close they do nothing.
type Log struct {
	queue   chan entry
	stop    chan struct{}
	stopped chan struct{}
	closing sync.Once
	dropped atomic.Uint64 // lines dropped because the queue was full, and not reported yet
	now     func() time.Time

	logger *logrus.Logger
	sink   *sink // used only by the goroutine that runs run

	mu    sync.Mutex
	rates *rates // under mu
}

// entry is what waits in the queue: a fact or a line. A fact is converted to a line only when it is written, so that
// Note returns quickly.
type entry struct {
	at   time.Time
	fact messages.Fact // nil: the entry is line
	line line
}

// Open opens a log file and starts the goroutine that writes it. Its errors say what the user can do.
func Open(options Options) (*Log, error) {
	options, err := options.check()
	if err != nil {
		return nil, err
	}
	filePath, err := options.touch()
	if err != nil {
		return nil, err
	}
	return start(options, &lumberjack.Logger{
		Filename: filePath, MaxSize: options.MaxSizeMB, MaxBackups: options.Backups,
	}), nil
}

func start(options Options, out io.WriteCloser) *Log {
	l := &Log{
		queue:   make(chan entry, queueLength),
		stop:    make(chan struct{}),
		stopped: make(chan struct{}),
		now:     options.Now,
		sink:    &sink{out: out, trouble: options.Trouble},
		rates:   newRates(),
	}
	l.logger = newLogger(options, l.sink)
	go l.run()
	return l
}

// Note queues one line for a fact.
func (l *Log) Note(fact messages.Fact) {
	if fact == nil {
		return
	}
	at := l.now()
	if event := frequent(fact); event != "" && l.leavesOut(event, at) {
		return
	}
	l.put(entry{at: at, fact: fact})
}

// leavesOut reports whether a line of a frequent event would be suppressed, and counts it if so. Such a line is not
// queued, which saves the work of making it.
func (l *Log) leavesOut(event string, at time.Time) bool {
	if !l.logger.IsLevelEnabled(info) {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rates.spent(event, at)
}

// Info and Warn write a line that does not come from a fact. fields are alternating keys and values, as in package
// slog.
func (l *Log) Info(event string, fields ...any) { l.putLine(logrus.InfoLevel, event, fields) }
func (l *Log) Warn(event string, fields ...any) { l.putLine(logrus.WarnLevel, event, fields) }

func (l *Log) putLine(level logrus.Level, event string, fields []any) {
	l.put(entry{at: l.now(), line: line{level: level, event: event, fields: pairs(fields)}})
}

// put queues an entry. If the queue is full, it drops and counts the entry instead of waiting.
func (l *Log) put(e entry) {
	select {
	case <-l.stop:
		return
	default:
	}
	select {
	case l.queue <- e:
	default:
		l.dropped.Add(1)
	}
}

// Close writes the lines that wait and closes the file. Facts noted while Close runs may be lost.
func (l *Log) Close() error {
	l.closing.Do(func() { close(l.stop) })
	<-l.stopped
	return l.sink.closed
}
