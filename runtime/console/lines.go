package console

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"swarm/messages"
)

// lines shows progress as plain lines.
type lines struct{ every time.Duration }

// linesPerDrawing bounds the news of one drawing: 200 lines a second are more than anybody reads.
const linesPerDrawing = 20

func (l *lines) wants(fact messages.Fact) bool { return news(fact) != "" }

func (l *lines) news(to *bytes.Buffer, items []item, lost uint64) { writeNews(to, items, lost) }

// writeNews writes each fact and each line of a text on a line of its own. Facts that come in a flood are left out from
// the middle, since the last ones tell how it ended; what a command says is never left out.
func writeNews(to *bytes.Buffer, items []item, lost uint64) {
	facts := 0
	for _, i := range items {
		if i.fact != nil {
			facts++
		}
	}
	over := max(facts-linesPerDrawing, 0)
	nth := 0
	for _, i := range items {
		if i.fact == nil {
			for line := range strings.Lines(i.text) {
				to.WriteString(clean(strings.TrimRight(line, "\r\n")) + "\n")
			}
			continue
		}
		if nth++; nth <= linesPerDrawing/2 || nth > linesPerDrawing/2+over {
			to.WriteString(news(i.fact) + "\n")
		}
	}
	if lost += uint64(over); lost > 0 {
		fmt.Fprintf(to, "%d more lines are not shown: the log has them\n", lost)
	}
}

func (l *lines) board(to *bytes.Buffer, b *board, now time.Time) {
	for i := range b.hashing {
		if h := &b.hashing[i]; h.dirty && now.Sub(h.shown) >= l.every {
			h.shown, h.dirty = now, false
			fmt.Fprintf(to, "node %v: reads %s: %s of %s\n", h.node, clean(h.name), size(float64(h.bytes)), size(float64(h.total)))
		}
	}
	for _, t := range b.transfers {
		if t.dirty && now.Sub(t.shown) >= l.every {
			t.shown, t.dirty = now, false
			fmt.Fprintf(to, "node %v: %s %s\n", t.node, clean(t.file.Name), figures(t, now))
		}
	}
}

func (l *lines) summary(*bytes.Buffer, time.Time, bool, []any) {}

// figures writes how far a transfer is: 45% 28.8 MiB of 64.0 MiB, 112 MiB/s, 0.3 s left, 3 owners.
func figures(t *transfer, now time.Time) string {
	text := fmt.Sprintf("%3.0f%% %s of %s", floor(t.percent()), size(float64(t.bytes)), size(float64(t.file.Length)))
	if t.wait != "" {
		return text + ", waits: " + clean(t.wait)
	}
	speed := t.speed.bytesPerSec(now)
	text += ", " + rate(speed)
	if left, known := t.eta(speed); known {
		text += ", " + span(left) + " left"
	}
	if len(t.owners) == 1 {
		return text + ", 1 owner"
	}
	return fmt.Sprintf("%s, %d owners", text, len(t.owners))
}

// floor keeps 99.7 % from being shown as 100 %.
func floor(percent float64) float64 { return float64(int(percent)) }
