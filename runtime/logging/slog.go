package logging

import (
	"context"
	"log/slog"

	"github.com/sirupsen/logrus"
)

// Slog returns a logger for libraries that log through slog, such as the actor library.
//
// Lines of the level info are written at the level debug: the actor library reports each restart and each dead letter,
// and a restart has a line of its own already. Warnings and errors keep their level.
func (l *Log) Slog() *slog.Logger { return slog.New(&handler{log: l}) }

// handler is a slog.Handler. It is immutable.
type handler struct {
	log   *Log
	group string        // the open groups, each followed by a dot
	attrs logrus.Fields // the attributes of WithAttrs
}

// levelOf returns the level at which a line is written: debug for the level info.
func levelOf(level slog.Level) logrus.Level {
	switch {
	case level >= slog.LevelError:
		return logrus.ErrorLevel
	case level >= slog.LevelWarn:
		return logrus.WarnLevel
	}
	return logrus.DebugLevel
}

// Enabled reports whether a line of this level would be written.
func (h *handler) Enabled(_ context.Context, level slog.Level) bool {
	return h.log.logger.IsLevelEnabled(levelOf(level))
}

// Handle puts one line into the log's queue.
func (h *handler) Handle(_ context.Context, record slog.Record) error {
	fields := make(logrus.Fields, len(h.attrs)+record.NumAttrs())
	for key, value := range h.attrs {
		fields[key] = value
	}
	record.Attrs(func(attr slog.Attr) bool {
		add(fields, h.group, attr)
		return true
	})
	clip(fields)
	h.log.put(entry{at: h.log.now(), line: line{level: levelOf(record.Level), event: record.Message, fields: fields}})
	return nil
}

// WithAttrs returns a handler that adds attrs to each line.
func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	fields := make(logrus.Fields, len(h.attrs)+len(attrs))
	for key, value := range h.attrs {
		fields[key] = value
	}
	for _, attr := range attrs {
		add(fields, h.group, attr)
	}
	return &handler{log: h.log, group: h.group, attrs: fields}
}

// WithGroup returns a handler that puts name and a dot before each key.
func (h *handler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	return &handler{log: h.log, group: h.group + name + ".", attrs: h.attrs}
}

// add adds an attribute to fields. The attributes of a group get the name of the group and a dot before their keys.
func add(fields logrus.Fields, group string, attr slog.Attr) {
	value := attr.Value.Resolve()
	if value.Kind() == slog.KindGroup {
		if attr.Key != "" {
			group += attr.Key + "."
		}
		for _, inner := range value.Group() {
			add(fields, group, inner)
		}
		return
	}
	if attr.Key != "" {
		fields[group+attr.Key] = plain(value.Any())
	}
}
