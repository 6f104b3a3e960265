package console

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"swarm/messages"
)

// bars shows progress as bars at the foot of a terminal; news scrolls above them.
type bars struct {
	width func() int
	drawn int // lines at the foot that the next drawing takes away
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
	if len(items) > 0 || lost > 0 {
		to.WriteString(clearDown)
	}
	writeNews(to, items, lost)
}

func (b *bars) board(to *bytes.Buffer, board *board, now time.Time) {
	columns := b.columns()
	var rows []string
	for i := range board.hashing {
		h := &board.hashing[i]
		part := 1.0
		if h.total > 0 {
			part = float64(h.bytes) / float64(h.total)
		}
		rows = append(rows, row(columns, fmt.Sprintf("node %v  reads %s", h.node, clean(h.name)), part,
			fmt.Sprintf("%s of %s", size(float64(h.bytes)), size(float64(h.total)))))
	}
	for _, t := range board.transfers {
		rows = append(rows, row(columns, fmt.Sprintf("node %v  %s", t.node, clean(t.file.Name)), t.percent()/100, figures(t, now)))
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

// row fits a label, a bar and figures into a line, one column short of the terminal's width, at which some wrap.
func row(columns int, label string, part float64, figures string) string {
	const labelWidth, leastBar = 24, 8
	label = fit(label, labelWidth) + strings.Repeat(" ", max(labelWidth-utf8.RuneCountInString(label), 0))
	room := columns - 1 - labelWidth - 1 - utf8.RuneCountInString(figures) - 1 - 2
	if room < leastBar {
		return fit(strings.TrimRight(label, " ")+" "+figures, columns-1)
	}
	room = min(room, 40)
	full := min(max(int(part*float64(room)), 0), room)
	return label + " [" + strings.Repeat("=", full) + strings.Repeat(" ", room-full) + "] " + figures
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
