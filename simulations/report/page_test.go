package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// external matches everything that would make a browser load something.
var external = regexp.MustCompile(`(?i)(src|href|action|poster|srcset)\s*=\s*"(?:[^"d#]|d[^a])|url\(|` +
	`@import|fetch\(|XMLHttpRequest|<link|<iframe`)

// requireSound checks that a page is well-formed and loads nothing.
func requireSound(t *testing.T, page []byte) {
	t.Helper()
	decoder := xml.NewDecoder(bytes.NewReader(page))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else {
			require.NoError(t, err)
		}
	}
	require.Empty(t, external.FindString(string(page)))
	require.NotContains(t, string(page), "NaN")
	require.NotContains(t, string(page), "Inf")
	require.NotContains(t, string(page), "ZgotmplZ", "the template refused a value")
}

// TestPage checks that the page of a run is sound and has every picture. KEEP=DIR keeps the pages, so that they can
// be looked at.
func TestPage(t *testing.T) {
	r, _ := play(t, 12, 1)
	r.Failures = []string{`no dead letter at 3s: <a "letter"> & more`}
	var page bytes.Buffer
	require.NoError(t, WritePage(&page, r))
	requireSound(t, page.Bytes())
	for _, title := range []string{"the lower bound is", "lower bound", "Half of the nodes are done within",
		"Uploads of each node",
		"Copies of each piece", "Faults, departures and restarts", "the tracker crashed", "node 2: crashed"} {
		require.Contains(t, page.String(), title)
	}
	keep(t, "page.html", page.Bytes())

	other, _ := play(t, 12, 2)
	page.Reset()
	require.NoError(t, Compare(&page, r, other))
	requireSound(t, page.Bytes())
	require.Contains(t, page.String(), "a small swarm, seed 1 and a small swarm, seed 2")
	keep(t, "compare.html", page.Bytes())
}

func keep(t *testing.T, name string, page []byte) {
	if dir := os.Getenv("KEEP"); dir != "" {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), page, 0o600))
	}
}

// TestEmptyPage checks that a run without facts has a page.
func TestEmptyPage(t *testing.T) {
	r, err := NewCollector(nil).Results(0)
	require.NoError(t, err)
	r.Scenario = "nothing"
	var page bytes.Buffer
	require.NoError(t, WritePage(&page, r))
	requireSound(t, page.Bytes())
}

// TestPageOfMany checks that the page of ten thousand nodes is smaller than 1 MiB.
func TestPageOfMany(t *testing.T) {
	r := &Results{Format: Format, Scenario: "many", VirtualSeconds: 7200, MeasuredSeconds: 7000, BoundSeconds: 6500,
		Efficiency: 6500.0 / 7000, FileBytes: 100e6}
	for id := range 10_000 {
		r.Nodes = append(r.Nodes, Node{ID: uint32(id + 1), Wanted: id > 0, Arrived: float64(id) / 100,
			Finished: 7000 - float64(id%977), Departed: Never,
			Up: int64(100e6 * math.Abs(math.Sin(float64(id)))), Down: 100e6})
	}
	for i := range maxSamples {
		r.Series.Seconds = append(r.Series.Seconds, float64(i)*36)
		r.Series.Arrived, r.Series.Done = append(r.Series.Arrived, 10_000), append(r.Series.Done, i*50)
		r.Series.Sent, r.Series.Landed = append(r.Series.Sent, int64(i)*5e9), append(r.Series.Landed, int64(i)*5e9)
		r.Series.UpRate, r.Series.DownRate = append(r.Series.UpRate, 150e6), append(r.Series.DownRate, 600e6)
		row := make([]int, maxBuckets)
		for b := range row {
			row[b] = i * (50 + b%7)
		}
		r.Series.Availability = append(r.Series.Availability, row)
	}
	r.Series.Pieces = 400
	for i := range maxMarks {
		r.Marks = append(r.Marks, Mark{Seconds: float64(i) * 3.5, Kind: timelineRows[i%len(timelineRows)],
			Node: uint32(i), What: "something happened"})
	}
	var page bytes.Buffer
	require.NoError(t, WritePage(&page, r))
	requireSound(t, page.Bytes())
	require.Less(t, page.Len(), 1<<20)
	t.Logf("%d bytes", page.Len())
	keep(t, "many.html", page.Bytes())
}
