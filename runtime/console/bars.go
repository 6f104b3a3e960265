package console

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"swarm/messages"
)

// bars shows progress as bars at the foot of a terminal; news scrolls above them. While a prompt stands at the foot there
// are lines instead.
type bars struct {
	width     func() int
	drawn     int // lines at the foot that the next drawing takes away
	prompting func() bool
	lines     lines
}

// Control sequences of ECMA-48, which every terminal of today knows.
const (
	cursorUp  = "\x1b[%dA"
	clearDown = "\x1b[J"
	clearLine = "\x1b[K"
)

// maxBars bounds the foot, so that the news stays in sight on a terminal of 24 lines.
const maxBars = 12

func (b *bars) wants(fact messages.Fact) bool { return news(fact) != "" }

func (b *bars) news(to *bytes.Buffer, items []item, lost uint64) {
	if b.drawn > 0 {
		fmt.Fprintf(to, "\r"+cursorUp, b.drawn)
	}
	if b.drawn > 0 && (len(items) > 0 || lost > 0) {
		to.WriteString(clearDown)
	}
	writeNews(to, items, lost)
}

func (b *bars) board(to *bytes.Buffer, board *board, now time.Time) {
	var rows []string
	if b.prompting() {
		b.lines.board(to, board, now)
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

func (b *bars) rows(board *board, now time.Time) []string {
	columns := b.columns()
	var rows []string
	for i := range board.hashing {
		h := &board.hashing[i]
		part := float64(h.bytes) / float64(max(h.total, 1))
		rows = append(rows, row(columns, fmt.Sprintf("node %v reads %s", h.node, clean(h.name)), part,
			fmt.Sprintf("%3.0f%% %9s", floor(100*part), size(float64(h.bytes)))))
	}
	for _, t := range board.transfers {
		rows = append(rows, row(columns, fmt.Sprintf("node %v %s", t.node, clean(t.file.Name)), t.percent()/100, gauge(t, now)))
	}
	return rows
}

// gauge is figures in columns that keep their width, so that bars do not tremble.
func gauge(t *transfer, now time.Time) string {
	text := fmt.Sprintf("%3.0f%% %9s", floor(t.percent()), size(float64(t.bytes)))
	if t.wait != "" {
		return text + "  waits: " + clean(t.wait)
	}
	speed, left := t.speed.bytesPerSec(now), "-"
	if rest, known := t.eta(speed); known {
		left = span(rest)
	}
	owners := "1 owner "
	if len(t.owners) != 1 {
		owners = fmt.Sprintf("%d owners", len(t.owners))
	}
	return fmt.Sprintf("%s %10s %7s %s", text, rate(speed), left, owners)
}

func (b *bars) summary(to *bytes.Buffer, _ time.Time, _ bool, _ []any) {
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

// row fits a label, a bar and a gauge into a line, one column short of the terminal's width, at which some wrap.
func row(columns int, label string, part float64, gauge string) string {
	const labelWidth, leastBar, mostBar = 20, 8, 40
	label = fit(label, labelWidth) + strings.Repeat(" ", max(labelWidth-utf8.RuneCountInString(label), 0))
	room := min(columns-1-labelWidth-len(" [] ")-gaugeWidth, mostBar)
	if room < leastBar {
		return fit(strings.TrimRight(label, " ")+" "+gauge, columns-1)
	}
	full := min(max(int(part*float64(room)), 0), room)
	return fit(label+" ["+strings.Repeat("=", full)+strings.Repeat(" ", room-full)+"] "+gauge, columns-1)
}

// fit cuts a text to a number of characters.
func fit(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	if most < 1 {
		return ""
	}
	return string([]rune(text)[:most-1]) + "…"
}
