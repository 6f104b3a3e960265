package logging

import (
	"time"

	"github.com/sirupsen/logrus"
)

// reportEvery is how often the log says what it left out.
const reportEvery = time.Second

func (l *Log) run() {
	defer close(l.stopped)
	ticker := time.NewTicker(reportEvery)
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

func (l *Log) drain() {
	for {
		select {
		case e := <-l.queue:
			l.handle(e)
		default:
			l.endWindow()
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

// report tells what was left out since the last report, so that nobody takes a gap in the log for silence.
func (l *Log) report() {
	now := l.now()
	for _, left := range l.suppressed(now) {
		l.write(now, line{logrus.InfoLevel, "suppressed", logrus.Fields{"of": left.event, "lines": left.lines}})
	}
	if dropped := l.dropped.Swap(0); dropped > 0 {
		l.write(now, line{logrus.WarnLevel, "dropped", logrus.Fields{"lines": dropped, "cause": "the log's queue was full"}})
	}
	if lost := l.sink.regained(); lost > 0 {
		l.write(now, line{logrus.WarnLevel, "dropped", logrus.Fields{"lines": lost, "cause": "the log could not be written"}})
	}
}

func (l *Log) suppressed(now time.Time) []left {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rates.suppressed(now)
}

func (l *Log) endWindow() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rates.endWindow()
}
