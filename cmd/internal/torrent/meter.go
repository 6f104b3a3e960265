package torrent

import (
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"swarm/runtime/progress"
)

// meter shows how much of a file has been read.
type meter struct {
	done    atomic.Int64 // bytes
	total   int64        // bytes
	started time.Time
	status  *progress.StatusLine
	stop    chan struct{}
	stopped chan struct{}
}

func startMeter(out io.Writer, total int64) *meter {
	m := &meter{total: total, started: time.Now(), status: progress.NewStatusLine(out, false),
		stop: make(chan struct{}), stopped: make(chan struct{})}
	go m.run()
	return m
}

func (m *meter) run() {
	defer close(m.stopped)
	ticker := time.NewTicker(m.status.Interval)
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
	m.status.Show(fmt.Sprintf("%d%% %s of %s, %s/s", 100*done/max(m.total, 1), progress.Size(done),
		progress.Size(m.total),
		progress.Size(int64(float64(done)/max(time.Since(m.started).Seconds(), 0.001)))))
}

// end stops the meter and removes it from the terminal.
func (m *meter) end() {
	close(m.stop)
	<-m.stopped
	m.status.Clear()
}
