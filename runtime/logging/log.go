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

// queueLength is how many lines wait for the disk: a second's worth of a busy node, under a megabyte.
const queueLength = 4096

// Log is one log file. All methods may be called at the same time, and after Close, when they do nothing.
type Log struct {
	queue   chan entry
	stop    chan struct{}
	stopped chan struct{}
	closing sync.Once
	dropped atomic.Uint64 // lines that found the queue full and were not reported yet
	now     func() time.Time

	logger *logrus.Logger
	sink   *sink // only the log's goroutine touches it

	mu    sync.Mutex
	rates *rates // under mu
}

// entry is what waits: a fact, which becomes a line later, so that whoever notes it is not held up; or a line.
type entry struct {
	at   time.Time
	fact messages.Fact // nil: line is meant
	line line
}

// Open opens a log and starts its goroutine. The error says what to do about it.
func Open(options Options) (*Log, error) {
	options, err := options.check()
	if err != nil {
		return nil, err
	}
	path, err := options.touch()
	if err != nil {
		return nil, err
	}
	return start(options, &lumberjack.Logger{
		Filename: path, MaxSize: options.MaxSizeMB, MaxBackups: options.Backups,
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

// Note writes one line for a fact.
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

// leavesOut tells whether a line of a frequent event would be left out, and counts it if so: the log's goroutine is not
// woken for it.
func (l *Log) leavesOut(event string, at time.Time) bool {
	if !l.logger.IsLevelEnabled(info) {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rates.spent(event, at)
}

// Info, Warn and Error write a line that is no fact: fields are keys and values in turn, as in package slog.
func (l *Log) Info(event string, fields ...any)  { l.say(logrus.InfoLevel, event, fields) }
func (l *Log) Warn(event string, fields ...any)  { l.say(logrus.WarnLevel, event, fields) }
func (l *Log) Error(event string, fields ...any) { l.say(logrus.ErrorLevel, event, fields) }

func (l *Log) say(level logrus.Level, event string, fields []any) {
	l.put(entry{at: l.now(), line: line{level: level, event: event, fields: pairs(fields)}})
}

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

// Close writes what waits and closes the file. What is noted while Close runs may be lost.
func (l *Log) Close() error {
	l.closing.Do(func() { close(l.stop) })
	<-l.stopped
	return l.sink.closed
}
