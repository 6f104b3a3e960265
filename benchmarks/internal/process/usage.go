package process

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"
)

// ErrUnknown: the system does not tell. Only Linux tells about a process that still runs.
var ErrUnknown = errors.New("process: this system does not tell")

// ticksPerSecond is the unit of /proc/PID/stat, which Linux fixes for user space (USER_HZ).
const ticksPerSecond = 100

// CPU is the processor time, user and system, that the process has used by now.
func (p *Process) CPU() (time.Duration, error) {
	if p.gone() {
		return p.exec.ProcessState.UserTime() + p.exec.ProcessState.SystemTime(), nil
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.PID()))
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	return parseStat(text)
}

// parseStat reads utime and stime, fields 14 and 15 of proc(5). The second field, the name, may hold anything, so that
// counting begins behind its closing parenthesis.
func parseStat(text []byte) (time.Duration, error) {
	at := bytes.LastIndexByte(text, ')')
	fields := bytes.Fields(text[at+1:])
	if at < 0 || len(fields) < 13 {
		return 0, fmt.Errorf("%w: %q", ErrUnknown, text)
	}
	var ticks int64
	for _, field := range fields[11:13] {
		n, err := strconv.ParseInt(string(field), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%w: %w", ErrUnknown, err)
		}
		ticks += n
	}
	return time.Duration(ticks) * time.Second / ticksPerSecond, nil
}

// Memory is the most that a process held, in bytes; 0 is not known. Both are sampled. What wait4 tells of a process that
// has ended is no substitute: on Linux its ru_maxrss begins with what the parent held when it forked.
type Memory struct {
	Resident  int64 // VmHWM: with the pages of files that it has mapped
	Anonymous int64 // RssAnon: its own
}

type memory struct {
	mutex sync.Mutex
	peak  Memory
}

// Memory gives the peaks since the process began.
func (p *Process) Memory() Memory {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.peak
}

func (p *Process) sampleMemory() {
	if p.gone() {
		return
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.PID()))
	if err == nil { // otherwise it has just ended, or the system has no /proc: the peak stays not known
		p.raise(parseStatus(text))
	}
}

func (p *Process) raise(seen Memory) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.peak.Resident = max(p.peak.Resident, seen.Resident)
	p.peak.Anonymous = max(p.peak.Anonymous, seen.Anonymous)
}

// parseStatus reads VmHWM and RssAnon of /proc/PID/status, proc(5); both are in KiB.
func parseStatus(text []byte) Memory {
	var m Memory
	for line := range bytes.Lines(text) {
		key, rest, _ := bytes.Cut(line, []byte(":"))
		into := map[string]*int64{"VmHWM": &m.Resident, "RssAnon": &m.Anonymous}[string(key)]
		if into == nil {
			continue
		}
		if fields := bytes.Fields(rest); len(fields) > 0 {
			if kib, err := strconv.ParseInt(string(fields[0]), 10, 64); err == nil {
				*into = kib << 10
			}
		}
	}
	return m
}
