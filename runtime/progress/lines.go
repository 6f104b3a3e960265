package progress

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"swarm/messages"
	"swarm/messages/wording"
)

// lines shows progress as plain lines.
type lines struct{ interval time.Duration }

// maxFactsPerFrame bounds the facts of one frame. At ten frames a second that is 200 lines, more than anybody can read.
const maxFactsPerFrame = 20

func (l *lines) wantsFact(fact messages.Fact) bool { return sentence(fact) != "" }

// writeNews writes one line for each fact and for each line of a text. If there are too many facts, it leaves out those
// in the middle, because the last ones say how it ended. Texts are answers to a command, and are always written.
func (l *lines) writeNews(to *bytes.Buffer, items []item, omitted uint64) {
	facts := 0
	for _, i := range items {
		if i.fact != nil {
			facts++
		}
	}
	excess := max(facts-maxFactsPerFrame, 0)
	nth := 0
	for _, i := range items {
		if i.fact == nil {
			for line := range strings.Lines(i.text) {
				to.WriteString(wording.Clean(strings.TrimRight(line, "\r\n")) + "\n")
			}
			continue
		}
		if nth++; nth <= maxFactsPerFrame/2 || nth > maxFactsPerFrame/2+excess {
			to.WriteString(sentence(i.fact) + "\n")
		}
	}
	if omitted += uint64(excess); omitted > 0 {
		fmt.Fprintf(to, "%d more lines are not shown: see the log\n", omitted)
	}
}

func (l *lines) writeBoard(to *bytes.Buffer, b *board, now time.Time) {
	for i := range b.hashing {
		if h := &b.hashing[i]; h.due(now, l.interval) {
			fmt.Fprintf(to, "node %v: reads %s: %s of %s\n",
				h.node, wording.Clean(h.name), size(float64(h.bytes)), size(float64(h.total)))
		}
	}
	for _, t := range b.transfers {
		if t.due(now, l.interval) {
			fmt.Fprintf(to, "node %v: %s %s\n", t.node, wording.Clean(t.file.Name), figures(t, now))
		}
	}
}

func (l *lines) writeSummary(*bytes.Buffer, time.Time, bool, []any) {}

// figures returns the state of a transfer, such as "45% 28.8 MiB of 64.0 MiB, 112 MiB/s, 0.3 s left, 3 owners".
func figures(t *transfer, now time.Time) string {
	text := fmt.Sprintf("%3.0f%% %s of %s", floor(t.percent()), size(float64(t.bytes)), size(float64(t.file.Length)))
	if t.stallReason != "" {
		return text + ", waits: " + wording.Clean(t.stallReason)
	}
	speed := t.speed.bytesPerSec(now)
	text += ", " + rate(speed)
	if left, known := t.timeLeft(speed); known {
		text += ", " + duration(left) + " left"
	}
	if t.owners() == 1 {
		return text + ", 1 owner"
	}
	return fmt.Sprintf("%s, %d owners", text, t.owners())
}

// floor rounds down, so that 99.7 % is not shown as 100 %.
func floor(percent float64) float64 { return float64(int(percent)) }
