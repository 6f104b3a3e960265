package torrent

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/term"

	"swarm/runtime/progress"
)

// How often a meter shows itself: on a terminal it is drawn over, in a pipe each showing is a line.
const (
	redraw  = 100 * time.Millisecond
	newLine = 5 * time.Second
)

// meter shows how much of a file is read.
type meter struct {
	done    atomic.Int64 // bytes
	total   int64        // bytes
	out     io.Writer
	over    bool // the output is a terminal
	began   time.Time
	stop    chan struct{}
	stopped chan struct{}
}

func startMeter(out io.Writer, total int64) *meter {
	m := &meter{total: total, out: out, began: time.Now(), stop: make(chan struct{}), stopped: make(chan struct{})}
	every := newLine
	if file, ok := out.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		m.over, every = true, redraw
	}
	go m.run(every)
	return m
}

func (m *meter) run(every time.Duration) {
	defer close(m.stopped)
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			m.show()
		case <-m.stop:
			return
		}
	}
}

func (m *meter) show() {
	done := m.done.Load()
	text := fmt.Sprintf("%d%% %s of %s, %s/s", 100*done/max(m.total, 1), progress.Size(done), progress.Size(m.total),
		progress.Size(int64(float64(done)/max(time.Since(m.began).Seconds(), 0.001))))
	if m.over {
		fmt.Fprintf(m.out, "\r%-60s", text)
		return
	}
	fmt.Fprintln(m.out, text)
}

// end takes the meter off the terminal.
func (m *meter) end() {
	close(m.stop)
	<-m.stopped
	if m.over {
		fmt.Fprintf(m.out, "\r%-60s\r", "")
	}
}
