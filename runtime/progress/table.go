package progress

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Table writes one line for each node: bytes received, bytes sent, rate, time and restarts. The columns are aligned.
func Table(to io.Writer, rows []Row) error {
	cells := [][]string{{"node", "down", "up", "rate", "time", "restarts"}}
	for _, r := range rows {
		rateCell, timeCell := "-", "-"
		if r.Took > 0 {
			rateCell, timeCell = rate(r.Rate()), duration(r.Took)
		}
		cells = append(cells, []string{
			r.Node.String(), size(float64(r.Down)), size(float64(r.Up)), rateCell, timeCell, strconv.Itoa(r.Restarts),
		})
	}
	widths := make([]int, len(cells[0]))
	for _, line := range cells {
		for column, cell := range line {
			widths[column] = max(widths[column], utf8.RuneCountInString(cell))
		}
	}
	var text strings.Builder
	for _, line := range cells {
		for column, cell := range line {
			if column > 0 {
				text.WriteString("  ")
			}
			fmt.Fprintf(&text, "%*s", widths[column], cell)
		}
		text.WriteByte('\n')
	}
	if _, err := io.WriteString(to, text.String()); err != nil {
		return fmt.Errorf("progress: write table: %w", err)
	}
	return nil
}

// MarshalJSON adds the rate and the time in seconds.
func (r Row) MarshalJSON() ([]byte, error) {
	type plain Row // has no MarshalJSON, which would call itself
	return json.Marshal(struct {
		plain
		BytesPerSec int64   `json:"bytes_per_s"`
		TookSec     float64 `json:"took_s"`
	}{plain(r), int64(r.Rate()), r.Took.Seconds()})
}
