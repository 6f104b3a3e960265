package ledger

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"swarm/messages"
)

const (
	// maxFileBytes is the largest file that is read: several times what the tracker's limits let a file grow to.
	maxFileBytes = 1 << 30

	// maxDamaged is the number of damaged files that are kept. If there are more, a person has to look.
	maxDamaged = 1000
)

// errNewer reports that a file was written by a later version of the program. It is not damaged.
var errNewer = errors.New("it was written by a newer version of this program: start that one, or move the file away")

// load reads the JSON files, and makes the changes of the write-ahead logs. It returns the logs that were found.
func load(dir string, warn func(text string)) (tables, messages.TrackerState, []walFile, error) {
	state, err := loadJSON(dir, warn)
	if err != nil {
		return tables{}, state, nil, err
	}
	t := newTables(state)
	logs, err := findLogs(dir)
	if err != nil || len(logs) == 0 {
		return t, state, nil, err
	}
	state = messages.TrackerState{} // it may be large and is not needed again
	for i := range logs {
		if err := t.replayFile(dir, &logs[i], warn); err != nil {
			return tables{}, state, nil, err
		}
	}
	t.nodesChanged, t.filesChanged = true, true // the logs are removed once the JSON files have their changes
	return t, t.state(), logs, nil
}

// loadJSON reads the JSON files. It leaves out a holding whose node is not there, because the two files are not
// replaced at the same time.
func loadJSON(dir string, warn func(text string)) (messages.TrackerState, error) {
	var state messages.TrackerState
	known := make(map[messages.NodeID]bool)
	err := loadFile(filepath.Join(dir, nodesName), warn, func(in io.Reader) error {
		records, err := readNodes(in)
		if err != nil {
			return err
		}
		state.Nodes = records
		for _, record := range records {
			known[record.Node] = true
		}
		return nil
	})
	if err != nil {
		return messages.TrackerState{}, err
	}
	err = loadFile(filepath.Join(dir, filesName), warn, func(in io.Reader) error {
		records, err := readFiles(in, func(id messages.NodeID) bool { return known[id] })
		if err == nil {
			state.Holdings = records
		}
		return err
	})
	if err != nil {
		return messages.TrackerState{}, err
	}
	return state, nil
}

// loadFile reads a file if it exists. It sets the file aside if it is damaged.
func loadFile(filePath string, warn func(text string), read func(in io.Reader) error) error {
	file, err := os.Open(filePath)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("ledger: open the tracker's database: %w", err)
	}
	in := &source{file: file, left: maxFileBytes}
	damage := read(in)
	if err := errors.Join(in.failure, file.Close()); err != nil {
		return fmt.Errorf("ledger: read %s: %w", filePath, err)
	}
	if errors.Is(damage, errNewer) {
		return fmt.Errorf("ledger: read %s: %w", filePath, damage)
	}
	if damage == nil {
		return nil
	}
	aside, err := setAside(filePath)
	if err != nil {
		return fmt.Errorf("ledger: set the damaged %s aside (%v): %w", filePath, damage, err)
	}
	warn(fmt.Sprintf("the tracker's database %s is damaged (%v); it was moved to %s, and the tracker starts "+
		"without it: nodes come back with their next REGISTER", filePath, damage, aside))
	return nil
}

// setAside renames a file to NAME.damaged-N with the first N that is free. It returns the new name.
func setAside(filePath string) (string, error) {
	for n := 1; n <= maxDamaged; n++ {
		aside := fmt.Sprintf("%s.damaged-%d", filePath, n)
		if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			return aside, os.Rename(filePath, aside)
		}
	}
	return "", fmt.Errorf("%d damaged files lie beside it already: look at them and move them away", maxDamaged)
}

// source reads a file up to a limit. It records a failure of the disk, so that it is not mistaken for damage of the
// file.
type source struct {
	file    *os.File
	left    int64 // bytes until the limit
	failure error
}

func (s *source) Read(p []byte) (int, error) {
	if s.left <= 0 {
		return 0, fmt.Errorf("it is larger than %d bytes", maxFileBytes)
	}
	n, err := s.file.Read(p[:min(int64(len(p)), s.left)])
	s.left -= int64(n)
	if err != nil && err != io.EOF {
		s.failure = err
	}
	return n, err
}
