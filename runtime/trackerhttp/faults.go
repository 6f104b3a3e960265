package trackerhttp

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// faults passes on what is wrong with the server itself: a panic, or a connection that could not be accepted.
type faults struct {
	warn func(text string)

	mu   sync.Mutex
	last time.Time
}

// faultBytes is what is kept of a line, which may be a panic's stack.
const faultBytes = 4 << 10

// Printf implements fasthttp.Logger. What the library logs tells of clients that speak badly, which is normal, or of a
// handler for /metrics that panics.
func (f *faults) Printf(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); strings.Contains(text, "panic") {
		f.warnOf(text)
	}
}

// warnOf passes a fault on, if there was none within the last second.
func (f *faults) warnOf(text string) {
	f.mu.Lock()
	now := time.Now()
	due := now.Sub(f.last) >= time.Second
	if due {
		f.last = now
	}
	f.mu.Unlock()
	if due {
		f.warn("trackerhttp: " + text[:min(len(text), faultBytes)])
	}
}
