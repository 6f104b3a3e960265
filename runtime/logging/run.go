package logging

import (
	"time"

	"github.com/sirupsen/logrus"
)

// reportInterval is how often the log reports the lines that it left out.
const reportInterval = time.Second

// run writes the entries of the queue until Close is called.
func (l *Log) run() {
	defer close(l.stopped)
	ticker := time.NewTicker(reportInterval)
	defer ticker.Stop()
	for {
		select {
		case e := <-l.queue:
			l.handle(e)
		case <-ticker.C:
			l.report()
		case <-l.stop:
			l.drain()
			return
		}
	}
}

// drain writes the entries that still wait and closes the file.
func (l *Log) drain() {
	for {
		select {
		case e := <-l.queue:
			l.handle(e)
		default:
			l.endIntervals()
			l.report()
			l.sink.close()
			return
		}
	}
}

func (l *Log) handle(e entry) {
	written := e.line
	if e.fact != nil {
		written = lineOf(e.fact)
	}
	if l.logger.IsLevelEnabled(written.level) && l.allows(written, e.at) {
		l.write(e.at, written)
	}
}

func (l *Log) allows(written line, at time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rates.allow(written, at)
}

func (l *Log) write(at time.Time, written line) {
	l.logger.WithTime(at).WithFields(written.fields).Log(written.level, written.event)
}

// report writes how many lines were left out since the last report, so that a gap in the log is not mistaken for
// silence.
func (l *Log) report() {
	now := l.now()
	for _, s := range l.suppressed(now) {
		l.write(now, line{logrus.InfoLevel, "suppressed", logrus.Fields{"of": s.event, "lines": s.lines}})
	}
	if dropped := l.dropped.Swap(0); dropped > 0 {
		l.write(now, line{logrus.WarnLevel, "dropped", logrus.Fields{"lines": dropped,
			"cause": "the log's queue was full"}})
	}
	if lost := l.sink.regained(); lost > 0 {
		l.write(now, line{logrus.WarnLevel, "dropped", logrus.Fields{"lines": lost,
			"cause": "the log could not be written"}})
	}
}

func (l *Log) suppressed(now time.Time) []suppression {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rates.suppressed(now)
}

func (l *Log) endIntervals() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rates.endIntervals()
}
