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

// ErrUnknown means that the system does not report a figure. Only Linux reports about processes that still run.
var ErrUnknown = errors.New("process: this system does not report it")

// ticksPerSecond is the unit of /proc/PID/stat. Linux fixes it for user space (USER_HZ).
const ticksPerSecond = 100

// CPU returns the user and system time that the process has used so far.
func (p *Process) CPU() (time.Duration, error) {
	if p.hasEnded() {
		return p.exec.ProcessState.UserTime() + p.exec.ProcessState.SystemTime(), nil
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.PID()))
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	return parseStat(text)
}

// parseStat parses utime and stime, fields 14 and 15 of /proc/PID/stat (proc(5)). The second field, the name, may
// contain any characters, so fields are counted from its closing parenthesis.
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

// Memory is the peak memory of a process, in bytes; 0 is unknown. It is sampled. wait4 is no substitute for a process
// that has ended: on Linux, ru_maxrss starts with the memory of the parent at the time of the fork.
type Memory struct {
	Resident  int64 // VmHWM: includes the pages of mapped files
	Anonymous int64 // RssAnon: the process's own memory
}

type memory struct {
	mutex sync.Mutex
	peak  Memory
}

// Memory returns the peaks since the process started.
func (p *Process) Memory() Memory {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.peak
}

func (p *Process) sampleMemory() {
	if p.hasEnded() {
		return
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.PID()))
	if err == nil { // On an error it has just ended, or the system has no /proc: the peak stays as it was.
		p.raise(parseStatus(text))
	}
}

func (p *Process) raise(seen Memory) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.peak.Resident = max(p.peak.Resident, seen.Resident)
	p.peak.Anonymous = max(p.peak.Anonymous, seen.Anonymous)
}

// parseStatus parses VmHWM and RssAnon of /proc/PID/status (proc(5)), which are in KiB.
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
