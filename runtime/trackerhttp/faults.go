package trackerhttp

import (
	"bytes"
	"sync"
	"time"
)

// faults passes on what is wrong with the server itself. It takes the lines that net/http logs: most tell of clients that speak badly, which is normal; what is left are
// faults of the server: a panic of a handler, or no file descriptors to accept with.
type faults struct {
	warn func(text string)

	mu   sync.Mutex
	last time.Time
}

// faultBytes is what is kept of a line, which may be a panic's stack.
const faultBytes = 4 << 10

// Write implements io.Writer.
func (f *faults) Write(line []byte) (int, error) {
	if !bytes.Contains(line, []byte("panic")) && !bytes.Contains(line, []byte("Accept error")) {
		return len(line), nil
	}
	f.tell(string(bytes.TrimSpace(line)))
	return len(line), nil
}

// tell passes a fault on, if there was none within the last second.
func (f *faults) tell(text string) {
	f.mu.Lock()
	now := time.Now()
	tell := now.Sub(f.last) >= time.Second
	if tell {
		f.last = now
	}
	f.mu.Unlock()
	if tell {
		f.warn("trackerhttp: " + text[:min(len(text), faultBytes)])
	}
}
