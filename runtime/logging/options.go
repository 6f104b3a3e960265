package logging

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sirupsen/logrus"
)

// Options are the options of Open.
type Options struct {
	Dir  string // the folder of the logs; Open creates it if it does not exist
	Name string // "tracker" or "node7": the file is Name.log

	Format    string // "text" or "json"; "" is text
	Level     string // "debug", "info", "warn" or "error"; "" is info
	MaxSizeMB int    // MiB; a file that would grow larger is rotated; 0 is 16
	Backups   int    // rotated files that are kept; 0 is 3

	Now func() time.Time // nil is the wall clock

	// Trouble, if not nil, is called when a line cannot be written. It is called once, and again only after a line was
	// written. It runs on the goroutine that writes the log.
	Trouble func(error)
}

// check returns the options with defaults filled in, or an error if one is invalid.
func (o Options) check() (Options, error) {
	if o.Name == "" || o.Name != filepath.Base(o.Name) || strings.ContainsAny(o.Name, `/\:`) || o.Name[0] == '.' {
		return o, fmt.Errorf("logging: open log %q: the name must be a plain file name", o.Name)
	}
	if o.Format == "" {
		o.Format = "text"
	}
	if o.Format != "text" && o.Format != "json" {
		return o, fmt.Errorf("logging: open log %s: the format is %q and must be text or json", o.Name, o.Format)
	}
	if o.Level == "" {
		o.Level = "info"
	}
	if level, err := logrus.ParseLevel(o.Level); err != nil || level < logrus.ErrorLevel || level > logrus.DebugLevel {
		return o, fmt.Errorf("logging: open log %s: the level is %q and must be debug, info, warn or error", o.Name,
			o.Level)
	}
	if o.MaxSizeMB < 0 || o.Backups < 0 {
		return o, fmt.Errorf("logging: open log %s: size %d MiB and %d backups must not be below zero", o.Name,
			o.MaxSizeMB, o.Backups)
	}
	if o.MaxSizeMB == 0 {
		o.MaxSizeMB = 16
	}
	if o.Backups == 0 {
		o.Backups = 3
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o, nil
}

// touch creates the file if necessary and returns its file path. An error is reported now, because a log that is open
// cannot return errors.
func (o Options) touch() (filePath string, err error) {
	filePath = filepath.Join(o.Dir, o.Name+".log")
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return "", fmt.Errorf("logging: create folder %s: %w; choose another folder with directory.logs_dir or -dir",
			o.Dir, cause(err))
	}
	file, err := os.OpenFile(filePath, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return "", fmt.Errorf("logging: open %s: %w; choose another folder with directory.logs_dir or -dir", filePath,
			cause(err))
	}
	if err := file.Close(); err != nil {
		return "", fmt.Errorf("logging: open %s: %w", filePath, cause(err))
	}
	return filePath, nil
}

// cause removes the operation and the file path, which the caller names itself.
func cause(err error) error {
	var at *os.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}
