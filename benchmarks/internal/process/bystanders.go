package process

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"
)

// Meter measures the processor time of processes that are not the benchmark's. On a shared machine a figure is only as
// good as the others were quiet.
type Meter struct {
	at         time.Time
	busy, self time.Duration
	known      bool
}

// NewMeter starts a measurement.
func NewMeter() Meter {
	m := Meter{at: time.Now()}
	var busyErr, selfErr error
	m.busy, busyErr = busy()
	m.self, selfErr = self()
	m.known = busyErr == nil && selfErr == nil
	return m
}

// Others returns how many cores other processes used since the measurement began. ours is the time that the benchmark's
// children used meanwhile. Time that a hypervisor took from this machine counts as others'. known is false if the
// system does not report it.
func (m Meter) Others(ours time.Duration) (cores float64, known bool) {
	now := NewMeter()
	if !m.known || !now.known {
		return 0, false
	}
	theirs := (now.busy - m.busy) - (now.self - m.self) - ours
	return max(0, theirs.Seconds()/now.at.Sub(m.at).Seconds()), true
}

// AwaitQuiet waits for a second in which others use less than the given number of cores.
func (g *Group) AwaitQuiet(cores float64) error {
	for {
		meter, before := NewMeter(), g.CPU()
		select {
		case <-g.ctx.Done():
			return g.ctx.Err()
		case <-time.After(time.Second):
		}
		if used, known := meter.Others(g.CPU() - before); !known || used < cores {
			return nil
		}
	}
}

// busy returns the time that all processors have worked since the system started.
func busy() (time.Duration, error) {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	return parseSystem(text)
}

// parseSystem parses the first line of /proc/stat (proc(5)): user, nice, system, idle, iowait, irq, softirq, steal.
// User time includes guest time.
func parseSystem(text []byte) (time.Duration, error) {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	fields := bytes.Fields(line)
	if len(fields) < 9 || string(fields[0]) != "cpu" {
		return 0, fmt.Errorf("%w: %q", ErrUnknown, line)
	}
	var ticks int64
	for i, field := range fields[1:9] {
		n, err := strconv.ParseInt(string(field), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%w: %w", ErrUnknown, err)
		}
		if i != 3 && i != 4 { // all but idle and iowait
			ticks += n
		}
	}
	return time.Duration(ticks) * time.Second / ticksPerSecond, nil
}

func self() (time.Duration, error) {
	text, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	return parseStat(text)
}
