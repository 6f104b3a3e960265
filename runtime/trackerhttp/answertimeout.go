package trackerhttp

import (
	"sync"
	"time"
)

// answerTimeout is how long a client waits for an answer. It doubles after each answer that did not come in time, up to
// maxAnswerTimeout, and is several times what the last answer took. A tracker that takes six seconds is so asked with
// success from the second request on, and one that is gone is noticed within the least time otherwise.
type answerTimeout struct {
	least time.Duration

	mu  sync.Mutex
	now time.Duration // 0: least
}

const (
	maxAnswerTimeout = time.Minute

	// timeoutPerAnswer is how many times the last answer's time the next one may take.
	timeoutPerAnswer = 3
)

// current returns how long the next answer may take.
func (a *answerTimeout) current() time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	return max(a.least, a.now)
}

// late notes that no answer came within a timeout.
func (a *answerTimeout) late(timeout time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.now = max(a.now, min(2*timeout, maxAnswerTimeout))
}

// answered notes how long an answer took.
func (a *answerTimeout) answered(took time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.now = min(timeoutPerAnswer*took, maxAnswerTimeout)
}
