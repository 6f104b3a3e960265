package report

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
)

// Write writes results.json, nodes.csv and index.html into a directory. It makes the directory if it does not exist.
func Write(dir string, r *Results) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("report: make %s: %w", dir, err)
	}
	for name, write := range map[string]func(io.Writer, *Results) error{
		"results.json": writeJSON, "nodes.csv": writeCSV, "index.html": WritePage,
	} {
		if err := writeFile(filepath.Join(dir, name), r, write); err != nil {
			return err
		}
	}
	return nil
}

func writeFile(filePath string, r *Results, write func(io.Writer, *Results) error) (err error) {
	file, err := os.Create(filePath)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := write(file, r); err != nil {
		return fmt.Errorf("report: write %s: %w", filePath, err)
	}
	return nil
}

func writeJSON(to io.Writer, r *Results) error {
	return json.NewEncoder(to).Encode(r)
}

// writeCSV writes a line for each node, with the names of results.json. Times are seconds, or -1 if something never
// happened.
func writeCSV(to io.Writer, r *Results) error {
	table := csv.NewWriter(to)
	// errors are returned by table.Error
	_ = table.Write([]string{"id", "wanted", "arrived", "finished", "departed", "up", "down", "retransmitted"})
	for _, n := range r.Nodes {
		number := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
		whole := func(i int64) string { return strconv.FormatInt(i, 10) }
		_ = table.Write([]string{whole(int64(n.ID)), strconv.FormatBool(n.Wanted), number(n.Arrived),
			number(n.Finished), number(n.Departed),
			whole(n.Up), whole(n.Down), whole(n.Retransmitted)})
	}
	table.Flush()
	return table.Error()
}

// maxResults is the largest results.json that is read, in bytes.
const maxResults = 256 << 20

// Read reads a results.json.
func Read(filePath string) (*Results, error) {
	file, err := os.Open(filePath)
	if err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	defer file.Close()
	r := &Results{}
	if err := json.NewDecoder(io.LimitReader(file, maxResults)).Decode(r); err != nil {
		return nil, fmt.Errorf("report: read %s: %w", filePath, err)
	}
	if r.Format != Format {
		return nil, fmt.Errorf("report: read %s: it has format %d, but this program reads format %d: "+
			"use the program that wrote it", filePath, r.Format, Format)
	}
	return r, r.check(filePath)
}

// check checks that all series have the same length.
func (r *Results) check(filePath string) error {
	s, want := r.Series, len(r.Series.Seconds)
	for _, length := range []int{len(s.Arrived), len(s.Done), len(s.Sent), len(s.Landed), len(s.UpRate),
		len(s.DownRate), len(s.Availability)} {
		if length != want {
			return fmt.Errorf("report: read %s: one series has %d samples, another one %d", filePath, length, want)
		}
	}
	for _, row := range s.Availability {
		if len(row) != len(s.Availability[0]) {
			return fmt.Errorf("report: read %s: the availability has rows of different lengths", filePath)
		}
	}
	return nil
}
