package report

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestCollector compares the results of a run with what happened in it.
func TestCollector(t *testing.T) {
	r, events := play(t, 6, 1)
	require.Len(t, r.Nodes, 6)
	require.False(t, r.Nodes[0].Wanted)
	sent, landed := int64(0), int64(0)
	for i, n := range r.Nodes {
		sent, landed = sent+n.Up, landed+n.Down
		require.GreaterOrEqual(t, n.Retransmitted, int64(0))
		if i > 0 {
			took, done := n.Took()
			require.True(t, done)
			require.Positive(t, took)
			require.GreaterOrEqual(t, n.Down, r.FileBytes)
		}
	}
	require.Equal(t, int64(4*mib-5), r.FileBytes)
	require.Less(t, landed, sent, "some blocks were lost")

	last := len(r.Series.Seconds) - 1
	require.LessOrEqual(t, last, maxSamples)
	require.IsIncreasing(t, r.Series.Seconds[:last])
	require.IsNonDecreasing(t, r.Series.Done)
	require.Equal(t, 5, r.Series.Done[last])
	require.Equal(t, sent, r.Series.Sent[last])
	require.Equal(t, 64, r.Series.Pieces)
	for _, copies := range r.Series.Availability[last] {
		require.Equal(t, 6, copies, "all nodes have all pieces at the end")
	}
	var marks []string
	for _, m := range r.Marks {
		marks = append(marks, describe(m))
	}
	require.Contains(t, strings.Join(marks, "\n"), "22\u00a0s: node 2: crashed")
	require.Contains(t, strings.Join(marks, "\n"), "17\u00a0s: the tracker crashed")

	lines := bufio.NewScanner(bytes.NewReader(events))
	facts := map[string]int{}
	for lines.Scan() {
		var line struct {
			Seconds  float64
			Fact     string
			InfoHash string
		}
		require.NoError(t, json.Unmarshal(lines.Bytes(), &line), lines.Text())
		facts[line.Fact]++
		if line.Fact == "PieceVerified" {
			require.Len(t, line.InfoHash, 64)
		}
	}
	require.Equal(t, 5*64, facts["PieceVerified"])
	require.Equal(t, 1, facts["NodeCrashed"])
}

// TestWriteAndRead checks that results can be read again, and that files which are not results are refused.
func TestWriteAndRead(t *testing.T) {
	r, _ := play(t, 4, 1)
	dir := filepath.Join(t.TempDir(), "of", "a run")
	require.NoError(t, Write(dir, r))
	readBack, err := Read(filepath.Join(dir, "results.json"))
	require.NoError(t, err)
	require.Equal(t, r, readBack)
	text, err := os.ReadFile(filepath.Join(dir, "nodes.csv"))
	require.NoError(t, err)
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 5)
	require.Equal(t, "id,wanted,arrived,finished,departed,up,down,retransmitted", strings.Join(rows[0], ","))

	for name, text := range map[string]string{"no JSON": "<", "another format": `{"format":9}`,
		"broken series": `{"format":1,"series":{"seconds":[1],"arrived":[]}}`} {
		filePath := filepath.Join(dir, "bad.json")
		require.NoError(t, os.WriteFile(filePath, []byte(text), 0o600))
		_, err := Read(filePath)
		require.ErrorContains(t, err, filePath, name)
	}
}

// TestThinning checks that a series of any length stays within maxSamples, is evenly spaced, and keeps its last
// sample.
func TestThinning(t *testing.T) {
	var s Series
	every := newSampler()
	for at := time.Duration(0); at < time.Hour; at += 10 * time.Millisecond {
		if !every.due(at) {
			continue
		}
		s.Seconds = append(s.Seconds, at.Seconds())
		if every.sampled(at, len(s.Seconds)) {
			s.thin()
			require.Equal(t, at.Seconds(), s.Seconds[len(s.Seconds)-1])
		}
		require.LessOrEqual(t, len(s.Seconds), maxSamples)
	}
	require.Greater(t, len(s.Seconds), maxSamples/3)
	require.Greater(t, s.Seconds[len(s.Seconds)-1], 3500.0)
}

// TestTicks checks that axes have round values within their range.
func TestTicks(t *testing.T) {
	require.Equal(t, []float64{0, 20, 40, 60, 80, 100}, ticks(0, 100, 5))
	require.Equal(t, []float64{0, 0.5, 1}, ticks(0, 1.2, 3))
	require.Equal(t, []float64{3}, ticks(3, 3, 5))
	require.Len(t, ticks(0, 1e12, 5), 6)
}
