package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const (
	walPrefix = "changes-"
	walSuffix = ".wal"
)

func walName(generation uint64) string {
	return walPrefix + strconv.FormatUint(generation, 10) + walSuffix
}

// findLogs returns the write-ahead logs in a directory, the oldest first.
func findLogs(dir string) ([]walFile, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("ledger: look for write-ahead logs: %w", err)
	}
	var logs []walFile
	for _, entry := range entries {
		digits, _ := strings.CutPrefix(entry.Name(), walPrefix)
		digits, _ = strings.CutSuffix(digits, walSuffix)
		generation, err := strconv.ParseUint(digits, 10, 63)
		if err != nil || entry.Name() != walName(generation) {
			continue // another file
		}
		if !entry.Type().IsRegular() {
			return nil, fmt.Errorf("ledger: read %s: it is not a regular file: move it away",
				filepath.Join(dir, entry.Name()))
		}
		logs = append(logs, walFile{generation: generation})
	}
	slices.SortFunc(logs, func(a, b walFile) int { return cmp.Compare(a.generation, b.generation) })
	return logs, nil
}

// replayFile makes the changes of one log. It records the size of the log, and whether the log is damaged.
func (t *tables) replayFile(dir string, log *walFile, warn func(text string)) error {
	filePath := filepath.Join(dir, walName(log.generation))
	file, err := os.Open(filePath)
	if err != nil {
		return fmt.Errorf("ledger: open the tracker's write-ahead log: %w", err)
	}
	found, err := t.replay(file)
	info, unknown := file.Stat()
	if err := errors.Join(err, unknown, file.Close()); err != nil {
		return fmt.Errorf("ledger: read %s: %w", filePath, err)
	}
	log.bytes, log.damaged = info.Size(), found.gaps > 0
	if found.gaps > 0 {
		warn(fmt.Sprintf("the tracker's write-ahead log %s is damaged at byte %d (damaged places: %d); the tracker "+
			"starts with every change that can be read, other nodes come back with their next REGISTER; the log is "+
			"kept as %[1]s.damaged-N", filePath, found.gap.at, found.gaps))
	}
	if found.torn.bytes > 0 {
		warn(fmt.Sprintf("the tracker's write-ahead log %s ends in the middle of a record, because the tracker was "+
			"killed: the last %d bytes, from byte %d, are ignored", filePath, found.torn.bytes, found.torn.at))
	}
	return nil
}
