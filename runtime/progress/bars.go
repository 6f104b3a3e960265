package progress

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"swarm/messages"
	"swarm/messages/wording"
)

// bars shows progress as bars on the last lines of a terminal; news scrolls above them. While a prompt stands on the
// last line, bars writes plain lines instead.
type bars struct {
	width     func() int
	drawn     int // lines of bars that are on the terminal now
	hasPrompt func() bool
	lines     lines
}

// Control sequences of ECMA-48, which all current terminals know.
const (
	cursorUp  = "\x1b[%dA"
	clearDown = "\x1b[J"
	clearLine = "\x1b[K"
)

// maxBars bounds the lines of bars, so that news remains visible on a terminal of 24 lines.
const maxBars = 12

func (b *bars) wantsFact(fact messages.Fact) bool { return sentence(fact) != "" }

func (b *bars) writeNews(to *bytes.Buffer, items []item, omitted uint64) {
	if b.drawn > 0 {
		fmt.Fprintf(to, "\r"+cursorUp, b.drawn)
	}
	if b.drawn > 0 && (len(items) > 0 || omitted > 0) {
		to.WriteString(clearDown)
	}
	b.lines.writeNews(to, items, omitted)
}

func (b *bars) writeBoard(to *bytes.Buffer, board *board, now time.Time) {
	var rows []string
	if b.hasPrompt() {
		b.lines.writeBoard(to, board, now)
	} else {
		rows = b.rows(board, now)
	}
	if more := len(rows) - maxBars; more > 0 {
		rows = append(rows[:maxBars-1], fmt.Sprintf("… and %d more", more+1))
	}
	for _, text := range rows {
		to.WriteString(text + clearLine + "\n")
	}
	if len(rows) < b.drawn {
		to.WriteString(clearDown)
	}
	b.drawn = len(rows)
}

// rows returns one line for each file that is hashed or fetched.
func (b *bars) rows(board *board, now time.Time) []string {
	columns := b.columns()
	var rows []string
	for i := range board.hashing {
		h := &board.hashing[i]
		part := float64(h.bytes) / float64(max(h.total, 1))
		rows = append(rows, row(columns, fmt.Sprintf("node %v reads %s", h.node, wording.Clean(h.name)), part,
			fmt.Sprintf("%3.0f%% %9s", floor(100*part), size(float64(h.bytes)))))
	}
	for _, t := range board.transfers {
		label := fmt.Sprintf("node %v %s", t.node, wording.Clean(t.file.Name))
		rows = append(rows, row(columns, label, t.percent()/100, gauge(t, now)))
	}
	return rows
}

// gauge returns the figures of a transfer in columns of constant width, so that the bars do not jump.
func gauge(t *transfer, now time.Time) string {
	text := fmt.Sprintf("%3.0f%% %9s", floor(t.percent()), size(float64(t.bytes)))
	if t.stallReason != "" {
		return text + "  waits: " + wording.Clean(t.stallReason)
	}
	speed, left := t.speed.bytesPerSec(now), "-"
	if d, known := t.timeLeft(speed); known {
		left = duration(d)
	}
	owners := "1 owner "
	if t.owners() != 1 {
		owners = fmt.Sprintf("%d owners", t.owners())
	}
	return fmt.Sprintf("%s %10s %7s %s", text, rate(speed), left, owners)
}

func (b *bars) writeSummary(to *bytes.Buffer, _ time.Time, _ bool, _ []any) {
	if b.drawn > 0 {
		fmt.Fprintf(to, "\r"+cursorUp+clearDown, b.drawn)
		b.drawn = 0
	}
}

func (b *bars) columns() int {
	if b.width != nil {
		if columns := b.width(); columns > 0 {
			return columns
		}
	}
	return 80
}

// gaugeWidth is the columns of a gauge with up to nine owners.
const gaugeWidth = 4 + 1 + 9 + 1 + 10 + 1 + 7 + 1 + 8

// row returns a line of a label, a bar and a gauge. The line ends one column before the edge of the terminal, because
// some terminals wrap a line that reaches it. A narrow terminal gets no bar.
func row(columns int, label string, part float64, gauge string) string {
	const labelWidth, minBar, maxBar = 20, 8, 40
	label = fit(label, labelWidth) + strings.Repeat(" ", max(labelWidth-utf8.RuneCountInString(label), 0))
	barWidth := min(columns-1-labelWidth-len(" [] ")-gaugeWidth, maxBar)
	if barWidth < minBar {
		return fit(strings.TrimRight(label, " ")+" "+gauge, columns-1)
	}
	full := min(max(int(part*float64(barWidth)), 0), barWidth)
	return fit(label+" ["+strings.Repeat("=", full)+strings.Repeat(" ", barWidth-full)+"] "+gauge, columns-1)
}

// fit cuts a text to a number of characters.
func fit(text string, maxChars int) string {
	if utf8.RuneCountInString(text) <= maxChars {
		return text
	}
	if maxChars < 1 {
		return ""
	}
	return string([]rune(text)[:maxChars-1]) + "…"
}
