package logging

import (
	"io"

	"github.com/sirupsen/logrus"
)

// timeFormat is RFC 3339 with milliseconds, which a person can compare between the logs of two nodes.
const timeFormat = "2006-01-02T15:04:05.000Z07:00"

// newLogger returns a logrus logger for options that were checked. In both formats the key of the event is "event".
func newLogger(options Options, out io.Writer) *logrus.Logger {
	logger := logrus.New()
	logger.SetOutput(out)
	keys := logrus.FieldMap{logrus.FieldKeyMsg: "event"}
	logger.SetFormatter(&logrus.TextFormatter{DisableColors: true, FullTimestamp: true, TimestampFormat: timeFormat,
		FieldMap: keys})
	if options.Format == "json" {
		logger.SetFormatter(&logrus.JSONFormatter{TimestampFormat: timeFormat, FieldMap: keys, DisableHTMLEscape: true})
	}
	level, err := logrus.ParseLevel(options.Level)
	if err != nil {
		panic("logging: the level was not checked: " + err.Error())
	}
	logger.SetLevel(level)
	return logger
}
