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
			l.rates.endWindow()
			l.report()
			l.sink.close()
			return
		}
	}
}

func (l *Log) handle(e entry) {
	if event := frequent(e.fact); event != "" && (!l.logger.IsLevelEnabled(info) || l.rates.spent(event, e.at)) {
		return
	}
	written := e.line
	if e.fact != nil {
		written = lineOf(e.fact)
	}
	if !l.logger.IsLevelEnabled(written.level) || !l.rates.allow(written, e.at) {
		return
	}
	l.write(e.at, written)
}

func (l *Log) write(at time.Time, written line) {
	l.logger.WithTime(at).WithFields(written.fields).Log(written.level, written.event)
}

// report tells what was left out since the last report, so that nobody takes a gap in the log for silence.
func (l *Log) report() {
	now := l.now()
	for _, left := range l.rates.suppressed(now) {
		l.write(now, line{logrus.InfoLevel, "suppressed", logrus.Fields{"of": left.event, "lines": left.lines}})
	}
	if dropped := l.dropped.Swap(0); dropped > 0 {
		l.write(now, line{logrus.WarnLevel, "dropped", logrus.Fields{"lines": dropped, "cause": "the log's queue was full"}})
	}
	if lost := l.sink.regained(); lost > 0 {
		l.write(now, line{logrus.WarnLevel, "dropped", logrus.Fields{"lines": lost, "cause": "the log could not be written"}})
	}
}
